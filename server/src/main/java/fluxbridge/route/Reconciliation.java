package fluxbridge.route;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.Unresolved;
import fluxbridge.metrics.Metrics;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Provider;
import fluxbridge.provider.Reconciled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks providers what became of calls whose end nobody here has seen, such as those of a process that was killed, and books what they say. A call
 * that stays unclear is asked about again, each time after twice as long, until it expires to charged. Not thread-safe.
 */
public final class Reconciliation {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private record Asked(Instant next, Duration pause) {}

    private final Ledger ledger;
    private final Map<ProviderId, Provider> providers;
    private final Supplier<String> uuids;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Consumer<String> messages;
    private final Map<String, Asked> asked = new HashMap<>();

    public Reconciliation(
            Ledger ledger,
            Collection<Provider> providers,
            Supplier<String> uuids,
            InstantSource clock,
            Metrics metrics,
            Consumer<String> messages) {
        this.ledger = ledger;
        this.providers = providers.stream().collect(Collectors.toMap(Provider::id, Function.identity()));
        this.uuids = uuids;
        this.clock = clock;
        this.metrics = metrics;
        this.messages = messages;
    }

    /** Asks about every call whose time has come; to be called every few seconds. */
    public void run() {
        var unresolved = ledger.unresolved();
        asked.keySet().retainAll(unresolved.stream().map(Unresolved::task).collect(Collectors.toSet()));
        var silent = new HashSet<ProviderId>();
        for (var call : unresolved) {
            var provider = providers.get(call.provider());
            if (provider != null && isDue(call) && !silent.contains(call.provider())) {
                if (!ask(call, provider)) {
                    silent.add(call.provider());
                }
            }
        }
    }

    private boolean isDue(Unresolved call) {
        var before = asked.get(call.task());
        return before == null || !clock.instant().isBefore(before.next());
    }

    /** Returns false when the provider cannot be asked at the moment. */
    private boolean ask(Unresolved call, Provider provider) {
        try {
            var until = clock.instant().plus(PATIENCE);
            var said = provider.whatBecameOf(
                    call.task(), new Call(uuids.get(), until, Progress.NONE, BodyPermit.UNLIMITED));
            book(call, said);
            return true;
        } catch (GatewayException _) {
            later(call);
            return false;
        }
    }

    private void book(Unresolved call, Reconciled said) {
        switch (said.end()) {
            case DRAWN -> call.attempt().settled(said.cost());
            case FAILED -> call.attempt().failed(said.cost());
            case UNCLEAR -> {
                later(call);
                return;
            }
        }
        var cost = said.cost();
        if (cost != null && cost.micros() > 0) {
            metrics.spent(call.provider(), cost);
        }
        messages.accept("ledger: " + call.provider() + " says what became of a call of unknown outcome: "
                + (said.end() == Reconciled.End.DRAWN ? "it drew" : "it failed") + ", and "
                + (cost == null ? "its price" : bill(cost)) + " is booked");
    }

    private static String bill(Money cost) {
        return cost.micros() == 0 ? "nothing" : cost.toString();
    }

    private void later(Unresolved call) {
        var before = asked.get(call.task());
        var wait = before == null ? FIRST_WAIT : before.pause().multipliedBy(2);
        var capped = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        asked.put(call.task(), new Asked(clock.instant().plus(capped), capped));
    }
}
