package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that was posted, in the order in which it was committed, and what must hold of it at every instant. */
record LedgerHistory(List<Event> events) {

    /** Postings that belong together. */
    record Event(String name, Map<String, Long> deltas) {}

    private record Posting(String event, String account, long delta) {}

    static LedgerHistory of(Database database) {
        var postings = database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("SELECT event, account, delta FROM ledger_postings ORDER BY seq")
                                .map((row, _) -> new Posting(
                                        row.getString("event"), row.getString("account"), row.getLong("delta")))
                                .list());
        var events = new ArrayList<Event>();
        @Nullable Event last = null;
        for (var posting : postings) {
            if (last == null || !last.name().equals(posting.event())) {
                last = new Event(posting.event(), new TreeMap<>());
                events.add(last);
            }
            last.deltas().merge(posting.account(), posting.delta(), Long::sum);
        }
        return new LedgerHistory(events);
    }

    /** Each event is there once and sums to zero. */
    void balances() {
        assertThat(events).extracting(Event::name).doesNotHaveDuplicates();
        assertThat(events)
                .allSatisfy(event -> assertThat(sum(event)).as(event.name()).isZero());
    }

    private static long sum(Event event) {
        return event.deltas().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What a caller has spent, held and of unknown outcome was over the cap at no instant; returns the most it was. */
    long mostTaken(String caller) {
        long taken = 0;
        long most = 0;
        for (var event : events) {
            taken -= event.deltas().getOrDefault("caller:" + caller, 0L);
            most = Math.max(most, taken);
        }
        return most;
    }

    long balance(String account) {
        return events.stream()
                .mapToLong(event -> event.deltas().getOrDefault(account, 0L))
                .sum();
    }

    /** Of all accounts whose names begin so. */
    long balanceOfAll(String prefix) {
        return events.stream()
                .flatMap(event -> event.deltas().entrySet().stream())
                .filter(delta -> delta.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long count(String suffix) {
        return events.stream().filter(event -> event.name().endsWith(suffix)).count();
    }
}
