package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.config.StoreSettings;
import fluxbridge.store.LedgerStore.Caps;
import fluxbridge.store.LedgerStore.End;
import fluxbridge.store.LedgerStore.NewAttempt;
import fluxbridge.store.LedgerStore.NewHold;
import fluxbridge.store.LedgerStore.ReleasedException;
import fluxbridge.store.LedgerStore.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;

/**
 * Any sequence of what can happen to money, in any order and with repeats, on a real SQLite file beside a model that keeps no books: what the
 * ledger says is what the model counts, after every step.
 */
class LedgerAlgebraProperties {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String DAY = "2026-11-23";
    private static final List<String> CALLERS = List.of("mira", "jonas");
    private static final List<String> RUNS = List.of("one", "two");
    private static final Caps CAPS = new Caps(1_000L, 600L, 700L);

    /** Something that happens to money. */
    sealed interface Step {
        record Hold(String id, String caller, String run, long amount) implements Step {}

        record Open(String id, String hold, long most) implements Step {}

        record Ends(String id, End end, long cost) implements Step {}

        record Unknown(String id) implements Step {}

        record Close(String hold) implements Step {}

        record Expire() implements Step {}

        record Dies(String run) implements Step {}
    }

    /** A step, and how often the same is written. */
    record Done(Step step, int times) {}

    @Provide
    Arbitrary<List<Done>> histories() {
        var hold = Arbitraries.of("h0", "h1", "h2", "h3");
        var call = Arbitraries.of("a0", "a1", "a2", "a3", "a4", "a5");
        var amount = Arbitraries.longs().between(0, 400);
        var run = Arbitraries.of(RUNS);
        var steps = Arbitraries.<Step>frequencyOf(
                Tuple.of(
                        4,
                        Combinators.combine(hold, Arbitraries.of(CALLERS), run, amount)
                                .as(Step.Hold::new)),
                Tuple.of(5, Combinators.combine(call, hold, amount).as(Step.Open::new)),
                Tuple.of(
                        5,
                        Combinators.combine(call, Arbitraries.of(End.class), amount)
                                .as(Step.Ends::new)),
                Tuple.of(2, call.map(Step.Unknown::new)),
                Tuple.of(2, hold.map(Step.Close::new)),
                Tuple.of(1, Arbitraries.just(new Step.Expire())),
                Tuple.of(1, run.map(Step.Dies::new)));
        var times = Arbitraries.of(1, 1, 1, 2);
        return Combinators.combine(steps, times)
                .as(Done::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    /** One database for all tries; an fsync after each step would say nothing more. */
    private record Bench(Path folder, Database database, LedgerStore store) implements Store.CloseOnReset {
        static Bench open() {
            try {
                var folder = Files.createTempDirectory("ledger");
                var database = Database.open(new StoreSettings(folder, Optional.empty()));
                database.jdbi().useHandle(handle -> handle.execute("PRAGMA synchronous = OFF"));
                return new Bench(folder, database, new LedgerStore(database));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void clear() {
            database.jdbi().useHandle(handle -> {
                for (var table : List.of("postings", "holds", "attempts", "buckets", "runs")) {
                    handle.execute("DELETE FROM ledger_" + table);
                }
            });
            RUNS.forEach(run -> store.alive(run, NOON.plusSeconds(60)));
        }

        @Override
        public void close() {
            store.close();
            database.close();
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Bench bench() {
        return Store.getOrCreate("bench", Lifespan.PROPERTY, Bench::open).get();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void whatever_happens_in_whatever_order_the_books_say_what_happened(@ForAll("histories") List<Done> history) {
        var bench = bench();
        bench.clear();
        var model = new LedgerModel(CAPS);
        for (var done : history) {
            for (int i = 0; i < done.times(); i++) {
                carryOut(done.step(), bench.store(), model);
                agrees(bench.store(), model);
            }
        }
        folds(LedgerHistory.of(bench.database()), model);
    }

    private static void carryOut(Step step, LedgerStore store, LedgerModel model) {
        switch (step) {
            case Step.Hold hold ->
                assertThat(store.hold(
                                        new NewHold(hold.id(), "", hold.caller(), DAY, hold.run()),
                                        hold.amount(),
                                        CAPS,
                                        NOON)
                                .map(Shortage::limit))
                        .isEqualTo(model.hold(hold.id(), hold.caller(), hold.run(), hold.amount()));
            case Step.Open open -> open(open, store, model);
            case Step.Ends ends -> {
                if (ends.cost() == 0 || model.attempts.containsKey(ends.id())) {
                    store.end(ends.id(), ends.end(), ends.cost(), "v1", NOON);
                    model.end(ends.id(), ends.cost());
                }
            }
            case Step.Unknown unknown -> {
                store.unknown(unknown.id(), NOON);
                model.unknown(unknown.id());
            }
            case Step.Close close -> {
                store.close(close.hold(), NOON);
                Optional.ofNullable(model.holds.get(close.hold())).ifPresent(model::close);
            }
            case Step.Expire() -> {
                store.expire(NOON.plusSeconds(1), NOON);
                model.expire();
            }
            case Step.Dies dies -> {
                store.ended(dies.run());
                store.recover(NOON);
                model.dies(dies.run());
                store.alive(dies.run(), NOON.plusSeconds(60));
            }
        }
    }

    private static void open(Step.Open open, LedgerStore store, LedgerModel model) {
        var attempt = new NewAttempt(open.id(), open.hold(), "fal", open.most(), "v1");
        var hold = model.holds.get(open.hold());
        if (hold == null) {
            return;
        }
        if (!hold.open) {
            assertThatThrownBy(() -> store.open(attempt, CAPS, NOON)).isInstanceOf(ReleasedException.class);
            return;
        }
        assertThat(store.open(attempt, CAPS, NOON).map(Shortage::limit))
                .isEqualTo(model.open(open.id(), open.hold(), open.most()));
    }

    private static void agrees(LedgerStore store, LedgerModel model) {
        assertThat(store.ofDay(DAY)).isEqualTo(model.totals(null));
        assertThat(store.ofDay(DAY).all()).isLessThanOrEqualTo(1_000 + model.over);
        for (var caller : CALLERS) {
            assertThat(store.ofCaller(caller, DAY)).isEqualTo(model.totals(caller));
            assertThat(store.ofCaller(caller)).isEqualTo(model.totals(caller));
            assertThat(store.ofCaller(caller).all()).isLessThanOrEqualTo(600 + model.over);
        }
    }

    /** The balances, which no table keeps, are the sums of the postings. */
    private static void folds(LedgerHistory history, LedgerModel model) {
        history.balances();
        var all = model.totals(null);
        assertThat(history.balanceOfAll("hold:")).isEqualTo(all.held());
        assertThat(history.balance("suspense:fal")).isEqualTo(all.unknown());
        assertThat(history.balance("provider:fal")).isEqualTo(all.spent());
        for (var caller : CALLERS) {
            assertThat(history.balance("caller:" + caller))
                    .isEqualTo(-model.totals(caller).all());
        }
    }
}
