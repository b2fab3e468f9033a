package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.domain.Mode;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.picture.LoraTrace;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WavespeedProviderLabTest {

    private static final String MIRA = "https://huggingface.co/u/r/resolve/main/mira.safetensors";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path dataDir;

    private LabBench bench;

    @BeforeEach
    void open() {
        bench = new LabBench(WavespeedProvider.SPEC, Map.of(), dataDir);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_prompt_and_a_lora_become_a_picture_with_the_seed_that_was_sent() {
        var made = bench.draw(LabBench.request("a red fox", Mode.TXT2IMG, MIRA), LONG);

        assertThat(made.picture().size()).isEqualTo(LabBench.SIZE);
        assertThat(made.seed()).hasValue(7);
        assertThat(made.cost()).isNull();
        assertThat(LoraTrace.share(LabBench.image(made.picture()), MIRA)).isGreaterThan(0.05);
        assertThat(bench.calls("wavespeed", "submit")).isEqualTo(1);
    }

    @Test
    void inpainting_uploads_both_pictures_and_touches_only_what_is_white_in_the_mask() {
        var mode = new Mode.Inpaint(LabBench.init(), LabBench.mask(), 1);
        var made = bench.draw(LabBench.request("a red fox", mode, MIRA), LONG);

        var drawn = LabBench.image(made.picture());
        int half = LabBench.SIZE.width() / 2;
        assertThat(LoraTrace.share(drawn, MIRA, new Rectangle(0, 0, half, LabBench.SIZE.height())))
                .isGreaterThan(0.05);
        assertThat(drawn.getRGB(half + 40, 90))
                .isEqualTo(LabBench.image(LabBench.init()).getRGB(half + 40, 90));
        assertThat(bench.calls("wavespeed", "upload")).isEqualTo(4);
    }

    @Test
    void img2img_starts_from_the_uploaded_picture() {
        var made = bench.draw(LabBench.request("a red fox", new Mode.Img2Img(LabBench.init(), 0.6)), LONG);

        assertThat(made.picture().size()).isEqualTo(LabBench.SIZE);
    }

    @Test
    void a_flagged_picture_is_a_refusal() {
        bench.lab.faults().add("wavespeed", "submit", Fault.of(FaultKind.NSFW), 1);

        assertThat(failure(LONG)).isInstanceOf(RefusedBySafety.class);
        assertThat(bench.calls("wavespeed", "picture")).isZero();
    }

    @Test
    void an_empty_account_says_where_to_top_up() {
        bench.lab.faults().add("wavespeed", "submit", Fault.of(FaultKind.CREDITS), 1);

        var failure = failure(LONG);

        assertThat(failure).isInstanceOf(OutOfCredit.class);
        assertThat(failure.message()).contains("https://wavespeed.ai");
    }

    @Test
    void a_lora_that_cannot_be_downloaded_is_a_rejection() {
        var request = LabBench.request("a red fox", Mode.TXT2IMG, "https://weights.not-found.org/a.safetensors");

        assertThat(catchThrowableOfType(GatewayException.class, () -> bench.draw(request, LONG))
                        .failure())
                .isInstanceOf(RejectedByProvider.class);
    }

    @Test
    void a_broken_submit_is_sent_once_and_its_outcome_stays_unknown() {
        bench.lab.faults().add("wavespeed", "submit", Fault.of(FaultKind.DROP), 1);

        assertThat(failure(LONG)).isInstanceOf(UnknownOutcome.class);
        assertThat(bench.calls("wavespeed", "submit")).isEqualTo(1);
    }

    @Test
    void a_completed_run_without_a_picture_is_a_bad_reply() {
        bench.lab.faults().add("wavespeed", "submit", Fault.of(FaultKind.EMPTY), 1);

        assertThat(failure(LONG)).isInstanceOf(BadReply.class);
    }

    @Test
    void at_the_deadline_the_run_is_deleted() {
        bench.lab.account("wavespeed").turn(knobs -> knobs.withLatency(60));

        assertThat(failure(Duration.ofSeconds(2))).isInstanceOf(UnknownOutcome.class);
        waitFor("delete");
        assertThat(bench.calls("wavespeed", "delete")).isEqualTo(1);
    }

    @Test
    void an_interrupt_deletes_the_run() throws Exception {
        bench.lab.account("wavespeed").turn(knobs -> knobs.withLatency(60));
        var seen = new AtomicReference<Failure>();
        var drawing = Thread.ofVirtual().start(() -> seen.set(failure(LONG)));
        waitFor("poll");

        drawing.interrupt();
        drawing.join();

        assertThat(seen.get()).isInstanceOf(Cancelled.class);
        waitFor("delete");
        assertThat(bench.calls("wavespeed", "delete")).isEqualTo(1);
    }

    private Failure failure(Duration time) {
        return catchThrowableOfType(
                        GatewayException.class, () -> bench.draw(LabBench.request("a red fox", Mode.TXT2IMG), time))
                .failure();
    }

    private void waitFor(String call) {
        var end = Instant.now().plusSeconds(10);
        while (bench.calls("wavespeed", call) == 0 && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
    }
}
