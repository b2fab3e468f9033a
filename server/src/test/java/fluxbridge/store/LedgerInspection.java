package fluxbridge.store;

import java.util.List;
import java.util.Map;

/** Looks at a ledger after its recovery, with SQL alone: what must hold however the process before it ended. */
record LedgerInspection(Database database) {

    /** @param billed what the vendor billed, by call */
    void check(Map<String, Long> billed) {
        none(
                "events that do not sum to zero",
                "SELECT event FROM ledger_postings GROUP BY event HAVING SUM(delta) <> 0");
        none("holds that are not resolved", "SELECT id FROM ledger_holds WHERE state <> 'closed' OR remaining <> 0");
        none("calls that are not resolved", "SELECT id FROM ledger_attempts WHERE state = 'open'");
        none(
                "holds with money in them",
                "SELECT account FROM ledger_postings WHERE account LIKE 'hold:%' GROUP BY account HAVING SUM(delta) <> 0");
        none("budgets that are not the sum of their calls", """
                SELECT name FROM ledger_buckets WHERE held <> 0
                OR (name LIKE 'day:%' AND name NOT LIKE 'day:%:%' AND spent <>
                    (SELECT COALESCE(SUM(cost), 0) FROM ledger_attempts WHERE 'day:' || day = name))
                OR (name LIKE 'total:%' AND spent <>
                    (SELECT COALESCE(SUM(cost), 0) FROM ledger_attempts WHERE 'total:' || caller = name))
                OR (name LIKE 'total:%' AND unknown <>
                    (SELECT COALESCE(SUM(most), 0) FROM ledger_attempts WHERE state = 'unknown' AND 'total:' || caller = name))
                """);
        none("postings that are not the sum of their calls", """
                SELECT 'provider' FROM ledger_head WHERE (SELECT COALESCE(SUM(cost), 0) FROM ledger_attempts) <>
                    (SELECT COALESCE(SUM(delta), 0) FROM ledger_postings WHERE account LIKE 'provider:%')
                """);
        none(
                "budgets over the cap",
                "SELECT name FROM ledger_buckets WHERE name LIKE 'day:%' AND spent + held + unknown > 1000000");
        billed.forEach(this::booked);
    }

    private void none(String what, String sql) {
        var found = strings(sql);
        if (!found.isEmpty()) {
            throw new IllegalStateException(what + ": " + found);
        }
    }

    /** Nothing that was billed is lost: it is settled to the micro-dollar, or what was held for it counts. */
    private void booked(String call, long cost) {
        var found = strings("SELECT state || ' ' || CASE WHEN state = 'unknown' THEN most ELSE cost END"
                + " FROM ledger_attempts WHERE id = '" + call + "'");
        if (found.size() != 1) {
            throw new IllegalStateException("the call " + call + " was billed and is not in the books");
        }
        var words = found.getFirst().split(" ", -1);
        long counted = Long.parseLong(words[1]);
        boolean exact = words[0].equals("settled") || words[0].equals("failed");
        if (exact ? counted != cost : counted < cost) {
            throw new IllegalStateException("the call " + call + " was billed " + cost + " and is booked as " + found);
        }
    }

    private List<String> strings(String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
