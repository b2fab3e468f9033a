package fluxbridge.alert;

import fluxbridge.domain.Caller;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.BudgetState;
import fluxbridge.ledger.Ledger;
import fluxbridge.route.CreditWatch;
import fluxbridge.store.AlertStore;
import fluxbridge.store.AlertStore.Due;
import fluxbridge.store.AlertStore.NewAlert;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at the budgets every other second, hears of providers that are out of credit, and tells the owner. Requests never wait for it: they leave a
 * note at most. What is to be told is in the database until it has arrived, so that a restart or a webhook that is down loses nothing.
 */
public final class Alerts implements CreditWatch {

    static final int MOST_TRIES = 12;

    private static final int[] THRESHOLDS = {50, 80, 100};
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 20;
    private static final int MOST_TOLD = 10_000;

    /** Long enough for every time zone's day to be over. */
    private static final Duration DAYS_KEPT = Duration.ofDays(3);

    /** An account that stays empty is told of once a day; one that is filled and emptied again, after an hour at the earliest. */
    private static final Duration CREDIT_AGAIN = Duration.ofDays(1);

    private static final Duration CREDIT_SOONEST = Duration.ofHours(1);
    private static final String CREDIT = "credit ";

    private final Ledger ledger;
    private final AlertStore store;
    private final Webhook webhook;
    private final Function<Caller, String> names;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Consumer<String> messages;

    /** What requests left here; one each provider. */
    private final Map<ProviderId, OutOfCredit> empty = new ConcurrentHashMap<>();

    private final Set<ProviderId> drew = ConcurrentHashMap.newKeySet();

    /** Providers whose next picture is news. */
    private final Set<ProviderId> toldEmpty = ConcurrentHashMap.newKeySet();

    /** What needs no look into the database any more. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * @param names what the owner calls a caller
     * @param ids unique
     */
    public Alerts(
            Ledger ledger,
            AlertStore store,
            Webhook webhook,
            Function<Caller, String> names,
            InstantSource clock,
            Supplier<String> ids,
            Consumer<String> messages) {
        this.ledger = ledger;
        this.store = store;
        this.webhook = webhook;
        this.names = names;
        this.clock = clock;
        this.ids = ids;
        this.messages = messages;
        store.names(CREDIT).forEach(name -> toldEmpty.add(new ProviderId(name.substring(CREDIT.length()))));
    }

    @Override
    public void outOfCredit(OutOfCredit failure) {
        empty.put(failure.provider(), failure);
    }

    @Override
    public void drew(ProviderId provider) {
        if (toldEmpty.contains(provider)) {
            drew.add(provider);
        }
    }

    /** Looks, writes down, sends; to be called every few seconds, from one thread. */
    public void tick() {
        ledger.budgets().forEach(this::look);
        lookAtCredit();
        for (int i = 0; i < MOST_AT_ONCE && send(); i++) {
            // until nothing is due, or the webhook does not answer
        }
    }

    private void look(BudgetState budget) {
        if (told.size() > MOST_TOLD) {
            told.clear();
        }
        for (int threshold : THRESHOLDS) {
            var name = "budget " + budget.id() + " " + threshold;
            if (!told.contains(name) && budget.hasReached(threshold)) {
                var now = clock.instant();
                var forget = budget.resetsAt().map(reset -> reset.plus(DAYS_KEPT));
                var whose = budget.caller().map(names);
                var text = AlertText.of(budget, threshold, whose);
                add(name, AlertText.json(budget, threshold, whose), text, now, forget);
                told.add(name);
            }
        }
    }

    private void lookAtCredit() {
        for (var provider : Set.copyOf(drew)) {
            drew.remove(provider);
            if (store.over(CREDIT + provider, clock.instant().minus(CREDIT_SOONEST))) {
                toldEmpty.remove(provider);
            }
        }
        for (var provider : Set.copyOf(empty.keySet())) {
            var failure = empty.remove(provider);
            if (failure != null) {
                var now = clock.instant();
                var text = AlertText.of(failure);
                add(CREDIT + provider, AlertText.json(failure), text, now, Optional.of(now.plus(CREDIT_AGAIN)));
                toldEmpty.add(provider);
            }
        }
    }

    private void add(String name, ObjectNode body, String text, Instant now, Optional<Instant> forget) {
        var id = ids.get();
        body.put("id", id).put("at", now.toString()).put("text", text);
        if (store.add(new NewAlert(name, id, body.toString(), now, forget))) {
            store.forget(now);
        }
    }

    /** Sends what is due first; false when there is nothing, or it did not arrive. */
    private boolean send() {
        var due = store.take(clock.instant(), LEASE);
        if (due.isEmpty()) {
            return false;
        }
        try {
            webhook.send(due.get());
            store.sent(due.get(), clock.instant());
            return true;
        } catch (GatewayException e) {
            if (e.failure() instanceof Cancelled) {
                return false; // the bridge stops; the next start sends it
            }
            failed(due.get(), Webhook.why(e.failure()));
            return false;
        }
    }

    private void failed(Due alert, String why) {
        boolean giveUp = alert.tries() >= MOST_TRIES;
        var pause = pause(alert.tries());
        store.failed(
                alert, giveUp ? Optional.empty() : Optional.of(clock.instant().plus(pause)));
        messages.accept("alerts: " + webhook + " " + why + "; "
                + (giveUp
                        ? "given up after " + MOST_TRIES + " tries: " + AlertText.in(alert.body())
                        : "tried again in " + pause.toSeconds() + " s"));
    }

    /** Doubles with each try. */
    static Duration pause(int tries) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
