package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadReply;
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

final class FalProviderLabTest {

    private static final String MIRA = "https://huggingface.co/u/r/resolve/main/mira.safetensors";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path dataDir;

    private LabBench bench;

    @BeforeEach
    void open() {
        bench = new LabBench(FalProvider.SPEC, Map.of(), dataDir);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_prompt_and_a_lora_become_a_picture_with_its_seed_and_what_fal_billed() {
        var made = bench.draw(LabBench.request("a red fox", Mode.TXT2IMG, MIRA), LONG);

        assertThat(made.picture().size()).isEqualTo(LabBench.SIZE);
        assertThat(made.seed()).hasValue(7);
        assertThat(made.cost()).isEqualTo(new Money(35_000));
        assertThat(made.model()).isEqualTo("fal-ai/flux-lora");
        assertThat(LoraTrace.share(LabBench.image(made.picture()), MIRA)).isGreaterThan(0.05);
        assertThat(bench.calls("fal", "submit")).isEqualTo(1);
    }

    @Test
    void img2img_runs_the_model_for_it() {
        var made = bench.draw(LabBench.request("a red fox", new Mode.Img2Img(LabBench.init(), 0.6)), LONG);

        assertThat(made.model()).isEqualTo("fal-ai/flux-lora/image-to-image");
        assertThat(made.picture().size()).isEqualTo(LabBench.SIZE);
    }

    @Test
    void inpainting_touches_only_what_is_white_in_the_mask() {
        var mode = new Mode.Inpaint(LabBench.init(), LabBench.mask(), 1);
        var made = bench.draw(LabBench.request("a red fox", mode, MIRA), LONG);

        var drawn = LabBench.image(made.picture());
        int half = LabBench.SIZE.width() / 2;
        assertThat(LoraTrace.share(drawn, MIRA, new Rectangle(0, 0, half, LabBench.SIZE.height())))
                .isGreaterThan(0.05);
        assertThat(drawn.getRGB(half + 40, 90))
                .isEqualTo(LabBench.image(LabBench.init()).getRGB(half + 40, 90));
    }

    @Test
    void waiting_and_drawing_are_told() {
        bench.lab.account("fal").turn(knobs -> knobs.withLatency(4));
        bench.draw(LabBench.request("a red fox", Mode.TXT2IMG), LONG);

        assertThat(bench.progress)
                .anyMatch(what -> what.startsWith("queued at fal"))
                .contains("fal is drawing");
    }

    @Test
    void a_blackened_picture_is_a_refusal_that_was_billed() {
        bench.lab.faults().add("fal", "submit", Fault.of(FaultKind.NSFW), 1);

        var failure = failure("a red fox", LONG);

        assertThat(failure).isInstanceOf(RefusedBySafety.class);
        assertThat(((RefusedBySafety) failure).billed()).isEqualTo(new Money(35_000));
        assertThat(bench.calls("fal", "picture")).isZero();
    }

    @Test
    void a_content_policy_violation_is_a_refusal() {
        bench.lab.faults().add("fal", "submit", Fault.of(FaultKind.FAIL, "content_policy_violation"), 1);

        assertThat(failure("a red fox", LONG)).isInstanceOf(RefusedBySafety.class);
    }

    @Test
    void an_empty_account_says_where_to_top_up() {
        bench.lab.faults().add("fal", "submit", Fault.of(FaultKind.CREDITS), 1);

        var failure = failure("a red fox", LONG);

        assertThat(failure).isInstanceOf(OutOfCredit.class);
        assertThat(failure.message()).contains("Exhausted balance", "fal.ai/dashboard/billing");
    }

    @Test
    void a_completed_request_with_an_error_is_a_failure() {
        bench.lab.faults().add("fal", "submit", Fault.of(FaultKind.FAIL, "runner_disconnected"), 1);

        assertThat(failure("a red fox", LONG)).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_lora_that_fal_cannot_fetch_is_named() {
        var request = LabBench.request("a red fox", Mode.TXT2IMG, "https://weights.not-found.org/a.safetensors");

        var failure = catchThrowableOfType(GatewayException.class, () -> bench.draw(request, LONG))
                .failure();

        assertThat(failure).isInstanceOf(RejectedByProvider.class);
        assertThat(failure.message()).contains("loras.0.path");
    }

    @Test
    void a_broken_submit_is_sent_once_and_its_outcome_stays_unknown() {
        bench.lab.faults().add("fal", "submit", Fault.of(FaultKind.DROP), 1);

        assertThat(failure("a red fox", LONG)).isInstanceOf(UnknownOutcome.class);
        assertThat(bench.calls("fal", "submit")).isEqualTo(1);
    }

    @Test
    void polls_that_fail_in_passing_cost_no_picture() {
        bench.lab.faults().add("fal", "status", Fault.of(FaultKind.STATUS, "500"), 2);

        var made = bench.draw(LabBench.request("a red fox", Mode.TXT2IMG), LONG);

        assertThat(made.picture().size()).isEqualTo(LabBench.SIZE);
        assertThat(bench.calls("fal", "submit")).isEqualTo(1);
    }

    @Test
    void a_request_without_a_picture_is_a_bad_reply() {
        bench.lab.faults().add("fal", "submit", Fault.of(FaultKind.EMPTY), 1);

        assertThat(failure("a red fox", LONG)).isInstanceOf(BadReply.class);
    }

    @Test
    void at_the_deadline_fal_is_told_to_stop() throws Exception {
        bench.lab.account("fal").turn(knobs -> knobs.withLatency(60));

        assertThat(failure("a red fox", Duration.ofSeconds(2))).isInstanceOf(UnknownOutcome.class);
        assertCancelled();
    }

    @Test
    void an_interrupt_tells_fal_to_stop() throws Exception {
        bench.lab.account("fal").turn(knobs -> knobs.withLatency(60));
        var seen = new AtomicReference<Failure>();
        var drawing = Thread.ofVirtual().start(() -> seen.set(failure("a red fox", LONG)));
        waitFor("status");

        drawing.interrupt();
        drawing.join();

        assertThat(seen.get()).isInstanceOf(Cancelled.class);
        assertCancelled();
    }

    private Failure failure(String prompt, Duration time) {
        return catchThrowableOfType(
                        GatewayException.class, () -> bench.draw(LabBench.request(prompt, Mode.TXT2IMG), time))
                .failure();
    }

    private void assertCancelled() throws InterruptedException {
        waitFor("cancel");
        assertThat(bench.calls("fal", "cancel")).isEqualTo(1);
    }

    private void waitFor(String call) throws InterruptedException {
        var end = Instant.now().plusSeconds(10);
        while (bench.calls("fal", call) == 0 && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
    }
}
