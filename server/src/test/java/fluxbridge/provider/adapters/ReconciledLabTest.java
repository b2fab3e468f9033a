package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.Await;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Progress;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.Reconciled;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What providers say afterwards of work that they took on. */
final class ReconciledLabTest {

    @TempDir
    Path dataDir;

    private final String id = UUID.randomUUID().toString();
    private final AtomicReference<String> task = new AtomicReference<>("");

    static List<ProviderSpec> askable() {
        return List.of(RunwareProvider.SPEC, FalProvider.SPEC, WavespeedProvider.SPEC);
    }

    private LabBench bench(ProviderSpec spec) {
        var bench = new LabBench(spec, Map.of(), dataDir);
        bench.lab.account(spec.id().value()).turn(knobs -> knobs.withLatency(0));
        return bench;
    }

    private Call call(Duration time) {
        return new Call(id, Instant.now().plus(time), Progress.NONE, BodyPermit.UNLIMITED, task::set);
    }

    private Generated draw(LabBench bench, Duration time) {
        return bench.provider().generate(LabBench.request("a lighthouse", new Mode.Txt2Img()), call(time));
    }

    private Reconciled ask(LabBench bench) {
        var known = Optional.of(task.get()).filter(name -> !name.isEmpty());
        var name = known.or(() -> bench.provider().taskOf(id)).orElseThrow();
        return bench.provider().whatBecameOf(name, call(Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @MethodSource("askable")
    void a_picture_that_was_drawn_costs_what_it_would_have_cost_and_any_other_answer_is_unclear(ProviderSpec spec) {
        try (var bench = bench(spec)) {
            var generated = draw(bench, Duration.ofSeconds(20));

            assertThat(ask(bench)).isEqualTo(Reconciled.drawn(generated.cost()));

            bench.lab.faults().add(spec.id().value(), "*", Fault.of(FaultKind.HTML), 1, 0, "");
            assertThat(ask(bench)).isEqualTo(Reconciled.UNCLEAR);

            var known = task.get().isEmpty() ? id : task.get();
            var name = spec.id().equals(FalProvider.ID) ? known.split(" ", -1)[1] : known;
            task.set(known.replace(name, UUID.randomUUID().toString()));
            assertThat(ask(bench)).isEqualTo(Reconciled.UNCLEAR);
        }
    }

    @ParameterizedTest
    @MethodSource("askable")
    void a_picture_that_was_flagged_is_billed_like_any_other(ProviderSpec spec) {
        try (var bench = bench(spec)) {
            bench.lab.faults().add(spec.id().value(), "*", Fault.of(FaultKind.NSFW), 1, 0, "");
            var refused = catchThrowableOfType(GatewayException.class, () -> draw(bench, Duration.ofSeconds(20)));

            assertThat(ask(bench)).isEqualTo(Reconciled.failed(refused.failure()));
            assertThat(ask(bench).end()).isEqualTo(Reconciled.End.FAILED);
            assertThat(ask(bench).cost()).isNotEqualTo(Money.ZERO);
        }
    }

    @ParameterizedTest
    @MethodSource("askable")
    void work_that_failed_costs_nothing(ProviderSpec spec) {
        try (var bench = bench(spec)) {
            bench.lab.faults().add(spec.id().value(), "*", Fault.of(FaultKind.FAIL), 1, 0, "");
            assertThat(catchThrowableOfType(GatewayException.class, () -> draw(bench, Duration.ofSeconds(20))))
                    .isNotNull();

            assertThat(ask(bench)).isEqualTo(new Reconciled(Reconciled.End.FAILED, Money.ZERO));
        }
    }

    @ParameterizedTest
    @MethodSource("askable")
    void work_that_goes_on_or_was_stopped_while_it_did_is_unclear(ProviderSpec spec) {
        try (var bench = bench(spec)) {
            bench.lab.account(spec.id().value()).turn(knobs -> knobs.withLatency(30));
            assertThat(catchThrowableOfType(GatewayException.class, () -> draw(bench, Duration.ofSeconds(2))))
                    .isNotNull();

            assertThat(ask(bench)).isEqualTo(Reconciled.UNCLEAR);
            if (!spec.id().equals(RunwareProvider.ID)) {
                Await.until(
                        "the stop",
                        () -> bench.calls(spec.id().value(), "cancel") > 0
                                || bench.calls(spec.id().value(), "delete") > 0);
                assertThat(ask(bench)).isEqualTo(Reconciled.UNCLEAR);
            }
        }
    }
}
