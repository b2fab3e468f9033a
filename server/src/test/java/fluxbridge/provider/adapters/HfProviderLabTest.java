package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.Await;
import fluxbridge.domain.Mode;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.picture.LoraTrace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HfProviderLabTest {

    private static final String MIRA = "https://huggingface.co/u/r/resolve/main/mira.safetensors";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Size SIZE = new Size(512, 256);

    @TempDir
    private Path dataDir;

    private LabBench bench;

    @BeforeEach
    void open() {
        bench = new LabBench(HfProvider.SPEC, Map.of(), dataDir);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static PictureRequest request(String prompt, Mode mode, String... loras) {
        return LabBench.request(prompt, mode, loras).withSize(SIZE);
    }

    private Failure failure(String prompt, Duration time) {
        return catchThrowableOfType(GatewayException.class, () -> bench.draw(request(prompt, Mode.TXT2IMG), time))
                .failure();
    }

    @Test
    void a_prompt_and_a_lora_become_a_webp_with_its_seed() {
        var made = bench.draw(request("a red fox", Mode.TXT2IMG, MIRA), LONG);

        assertThat(made.picture().format()).isEqualTo(PictureFormat.WEBP);
        assertThat(made.picture().size()).isEqualTo(SIZE);
        assertThat(made.seed()).hasValue(7);
        assertThat(made.cost()).isNull();
        assertThat(made.notes()).isEmpty();
        assertThat(LoraTrace.share(LabBench.image(made.picture()), MIRA)).isGreaterThan(0.05);
        assertThat(bench.calls("hf", "join")).isEqualTo(1);
    }

    @Test
    void an_init_image_is_uploaded_and_used() {
        var plain = bench.draw(request("a red fox", Mode.TXT2IMG), LONG);
        var made = bench.draw(request("a red fox", new Mode.Img2Img(LabBench.init(), 0.4)), LONG);

        assertThat(made.notes()).isEmpty();
        assertThat(made.picture()).isNotEqualTo(plain.picture());
        assertThat(bench.calls("hf", "upload")).isEqualTo(1);
    }

    @Test
    void waiting_and_drawing_are_told() {
        bench.draw(request("a red fox", Mode.TXT2IMG), LONG);

        assertThat(bench.progress).containsSubsequence("queued at hf, 0 ahead", "hf is drawing", "fetching from hf");
    }

    @Test
    void the_signature_is_read_once_for_several_pictures_and_again_after_a_failure() {
        bench.draw(request("a red fox", Mode.TXT2IMG), LONG);
        bench.draw(request("a grey wolf", Mode.TXT2IMG), LONG);
        assertThat(bench.calls("hf", "info")).isEqualTo(1);

        failure("a red fox lab:fail", LONG);
        bench.draw(request("a red fox", Mode.TXT2IMG), LONG);
        assertThat(bench.calls("hf", "info")).isEqualTo(2);
    }

    @Test
    void an_empty_quota_tells_when_it_comes_back() {
        var failure = failure("a red fox lab:credits", LONG);

        assertThat(failure).isInstanceOf(OutOfCredit.class);
        assertThat(((OutOfCredit) failure).retryAfter()).isEqualTo(Duration.parse("PT23H14M7S"));
    }

    @Test
    void a_space_that_sleeps_is_woken() {
        // Three, since a 503 is read again twice before it is believed.
        bench.lab.faults().add("hf", "config", Fault.of(FaultKind.FAIL, "SLEEPING"), 3);

        var made = bench.draw(request("a red fox", Mode.TXT2IMG), LONG);

        assertThat(made.picture().size()).isEqualTo(SIZE);
        assertThat(bench.progress).contains("waking lab/flux-loras (sleeping)");
    }

    @Test
    void a_paused_space_is_told_apart() {
        bench.lab.faults().add("hf", "config", Fault.of(FaultKind.FAIL, "PAUSED"), 3);

        var failure = failure("a red fox", LONG);

        assertThat(failure).isInstanceOf(Unavailable.class);
        assertThat(failure.message()).contains("is down (PAUSED)");
    }

    @Test
    void a_refusal_of_the_space_is_one() {
        assertThat(failure("a red fox lab:nsfw", LONG)).isInstanceOf(RefusedBySafety.class);
    }

    @Test
    void a_lora_that_the_space_cannot_load_is_named() {
        var request = request("a red fox", Mode.TXT2IMG, "https://weights.not-found.org/a.safetensors");

        var failure = catchThrowableOfType(GatewayException.class, () -> bench.draw(request, LONG))
                .failure();

        assertThat(failure).isInstanceOf(RejectedByProvider.class);
        assertThat(failure.message()).contains("Could not load LoRA l0");
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"MALFORMED", "TRUNCATED", "HTML", "HUGE"})
    void an_acceptance_that_got_lost_is_found_again_without_a_second_submit(FaultKind kind) {
        bench.lab.faults().add("hf", "join", Fault.of(kind), 1);

        assertThat(bench.draw(request("a red fox", Mode.TXT2IMG), LONG)
                        .picture()
                        .size())
                .isEqualTo(SIZE);
        assertThat(bench.calls("hf", "join")).isEqualTo(1);
        assertThat(bench.lab.journal().stats("hf").pictures()).isEqualTo(1);
    }

    @Test
    void a_submit_that_never_arrived_is_known_not_to_have() {
        bench.lab.faults().add("hf", "join", Fault.of(FaultKind.DROP), 1);

        var failure = failure("a red fox", LONG);

        assertThat(failure).isInstanceOf(Unavailable.class);
        assertThat(failure.message()).contains("did not take the job on");
        assertThat(bench.calls("hf", "join")).isEqualTo(1);
    }

    @Test
    void an_interrupt_cancels_at_the_space() throws Exception {
        bench.lab.account("hf").turn(knobs -> knobs.withLatency(30));
        var ended = new CompletableFuture<Failure>();
        var drawing = Thread.ofVirtual().start(() -> ended.complete(failure("a red fox", LONG)));
        awaitCall("data");

        drawing.interrupt();

        assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
        awaitCall("cancel");
    }

    @Test
    void a_deadline_cancels_at_the_space() {
        bench.lab.account("hf").turn(knobs -> knobs.withLatency(30));

        assertThat(failure("a red fox", Duration.ofSeconds(2))).isInstanceOf(UnknownOutcome.class);

        awaitCall("cancel");
    }

    @Test
    void a_wrong_token_is_named() {
        try (var other = new LabBench(HfProvider.SPEC, Map.of("HF_TOKEN", "hf_wrong"), dataDir)) {
            var failure = catchThrowableOfType(
                            GatewayException.class, () -> other.draw(request("a red fox", Mode.TXT2IMG), LONG))
                    .failure();

            assertThat(failure).isInstanceOfAny(BadCredentials.class, RejectedByProvider.class);
            assertThat(failure.message()).contains("HF_TOKEN", "lab/flux-loras").doesNotContain("hf_wrong");
        }
    }

    private void awaitCall(String call) {
        Await.until("the call " + call, () -> bench.calls("hf", call) > 0);
    }
}
