package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Generated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class StoryboardProviderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final StoryboardProvider provider = new StoryboardProvider(() -> NOW);

    @Test
    void it_is_on_with_no_setting_at_all() {
        var nothing = new SettingValues(Map.of());

        assertThat(StoryboardProvider.SPEC.settings()).isEmpty();
        assertThat(StoryboardProvider.SPEC.whyOff().apply(nothing)).isEmpty();
        assertThat(StoryboardProvider.SPEC.models().apply(nothing)).containsExactly("storyboard");
    }

    @Test
    void a_picture_comes_with_its_seed_at_no_cost_and_says_that_it_is_a_sketch() {
        var heard = new ArrayList<Double>();

        Generated made = provider.generate(
                request(Mode.TXT2IMG),
                new Call("id", NOW.plusSeconds(9), (part, _) -> heard.add(part), BodyPermit.UNLIMITED));

        assertThat(made.picture().format()).isEqualTo(PictureFormat.PNG);
        assertThat(made.picture().size()).isEqualTo(new Size(192, 128));
        assertThat(made.seed()).hasValue(11);
        assertThat(made.cost()).isEqualTo(Money.ZERO);
        assertThat(made.notes())
                .extracting(Object::toString)
                .containsExactly("Sketch: drawn offline by the storyboard, no provider was asked");
        assertThat(heard).containsExactly(0.0, 1.0);
    }

    @Test
    void an_interrupted_thread_is_a_cancelled_call_and_stays_interrupted() {
        Thread.currentThread().interrupt();

        Failure failure = failure(Mode.TXT2IMG, NOW.plusSeconds(9));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).isInstanceOf(Failure.Cancelled.class);
    }

    @Test
    void a_call_without_time_left_draws_nothing() {
        assertThat(failure(Mode.TXT2IMG, NOW)).isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void an_init_image_that_is_no_picture_is_rejected_with_the_reason() {
        var broken = new Picture(new byte[] {1, 2, 3}, PictureFormat.JPEG, new Size(8, 8));

        Failure failure = failure(new Mode.Img2Img(broken, 0.5), NOW.plusSeconds(9));

        assertThat(failure).isInstanceOf(Failure.RejectedByProvider.class);
        assertThat(failure.message()).contains("init image", "JPEG");
    }

    private Failure failure(Mode mode, Instant deadline) {
        var thrown = catchThrowableOfType(
                GatewayException.class,
                () -> provider.generate(request(mode), new Call("id", deadline, (_, _) -> {}, BodyPermit.UNLIMITED)));
        return thrown.failure();
    }

    private static PictureRequest request(Mode mode) {
        return new PictureRequest(
                new Prompt("a quiet harbour", ""),
                List.of(),
                new Size(192, 128),
                11,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null,
                null,
                mode);
    }
}
