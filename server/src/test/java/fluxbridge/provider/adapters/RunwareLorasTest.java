package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Mode;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Generated;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.Toolbox;
import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Uploads of LoRAs, against the lab's Runware. */
final class RunwareLorasTest {

    private static final String URL = "https://huggingface.co/u/r/resolve/main/mira.safetensors";

    @TempDir
    Path folder;

    private final Lab lab = Lab.start(0);
    private final ProviderHttp http = new ProviderHttp(
            new OutboundGuard(true),
            InstantSource.system(),
            RunwareLorasTest::nap,
            new PictureReader(PictureLimits.STANDARD));

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void the_id_of_an_address_is_that_of_the_owners_earlier_uploads() {
        assertThat(RunwareLoras.digest(" HTTPS://huggingface.co/u/r/Resolve/main/Mira.safetensors "))
                .isEqualTo(RunwareLoras.digest(URL))
                .hasSize(12)
                .matches("[0-9a-f]+");
        // sha256sum of the address
        assertThat(RunwareLoras.digest("https://example.com/x.safetensors")).isEqualTo("a1c96d9e16fe");
    }

    @Test
    void many_pictures_with_the_same_new_lora_wait_for_one_upload() throws Exception {
        var provider = provider();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pictures = IntStream.range(0, 12)
                    .<Future<Generated>>mapToObj(_ -> threads.submit(() -> draw(provider)))
                    .toList();
            for (var picture : pictures) {
                assertThat(picture.get().notes()).isEmpty();
            }
        }

        assertThat(lab.journal().entries("runware", "modelUpload")).hasSize(1);
        assertThat(lab.journal().stats("runware").pictures()).isEqualTo(12);
    }

    @Test
    void another_instance_uses_the_upload_of_the_first() {
        draw(provider());
        draw(provider());

        assertThat(lab.journal().entries("runware", "modelUpload")).hasSize(1);
        assertThat(folder.resolve("runware_lora_mapping.json")).content().contains(URL, "fluxbridge:", "uploaded_at");
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"DROP", "MALFORMED", "HTML", "HUGE", "STATUS", "RATELIMIT", "FAIL"})
    void an_upload_that_fails_for_ever_draws_nothing_and_bills_nothing(FaultKind kind) {
        var fault = kind == FaultKind.RATELIMIT ? Fault.of(kind).withRetryAfter("0") : Fault.of(kind);
        lab.faults().add("runware", "modelUpload", fault, 0);

        var thrown = catchThrowableOfType(GatewayException.class, () -> draw(provider()));

        assertThat(thrown.failure())
                .isInstanceOfSatisfying(
                        FromProvider.class,
                        failure -> assertThat(failure.mayBeBilled()).isFalse());
        assertThat(lab.journal().stats("runware").submits()).isZero();
        assertThat(lab.journal().stats("runware").pictures()).isZero();
    }

    @Test
    void an_answer_that_was_cut_off_after_the_upload_is_no_obstacle() {
        lab.faults().add("runware", "modelUpload", Fault.of(FaultKind.TRUNCATED), 2);

        assertThat(draw(provider()).notes()).isEmpty();
        assertThat(lab.journal().stats("runware").pictures()).isEqualTo(1);
    }

    @Test
    void a_lora_that_deploys_for_minutes_is_told_so_and_the_picture_left_to_others() {
        lab.account("runware").turn(knobs -> knobs.with(json("{\"uploadSeconds\": 600}")));

        var thrown = catchThrowableOfType(
                GatewayException.class, () -> draw(provider(), Instant.now().plusSeconds(21)));

        assertThat(thrown.failure()).isInstanceOf(Unavailable.class);
        assertThat(thrown).hasMessageContaining("is still deploying LoRA 'mira'");
        assertThat(lab.journal().stats("runware").pictures()).isZero();
    }

    private static tools.jackson.databind.JsonNode json(String text) {
        return fluxbridge.provider.WireJson.MAPPER.readTree(text);
    }

    private static void nap(java.time.Duration wait) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.clamp(wait.toMillis(), 0, 60));
    }

    private Provider provider() {
        return new RunwareProvider(
                new SettingValues(
                        Map.of("RUNWARE_API_KEY", "lab-runware-key", "RUNWARE_ENDPOINT", lab.uri() + "/runware/v1")),
                new Toolbox(
                        http,
                        InstantSource.system(),
                        RunwareLorasTest::nap,
                        () -> UUID.randomUUID().toString(),
                        folder));
    }

    private static Generated draw(Provider provider) {
        return draw(provider, Instant.now().plusSeconds(60));
    }

    private static Generated draw(Provider provider, Instant deadline) {
        var lora = new Lora(
                "mira",
                "Mira",
                URL,
                1,
                1,
                LoraCategory.CHARACTER,
                List.of(),
                List.of(),
                "",
                "",
                "",
                "",
                false,
                List.of(),
                "",
                "",
                LoraSubject.FICTIONAL_ADULT,
                LoraRating.GENERAL);
        return provider.generate(
                new PictureRequest(
                        new Prompt("a red fox", ""),
                        List.of(new AppliedLora(lora, 0.8, "keyword 'mira'")),
                        new Size(256, 256),
                        7,
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        null,
                        null,
                        Mode.TXT2IMG),
                new Call(UUID.randomUUID().toString(), deadline, Progress.NONE, BodyPermit.UNLIMITED));
    }
}
