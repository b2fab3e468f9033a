package fluxbridge.api;

import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.Ledger.Standing;
import fluxbridge.ledger.SpendLine;
import fluxbridge.ledger.SpendLine.By;
import fluxbridge.store.LedgerStore.Totals;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was spent. Amounts are US dollars with at most six places. */
public final class SpendEndpoint {

    private final Ledger ledger;
    private final Predicate<Caller> owners;

    /** For the owner, who may see everything. */
    public SpendEndpoint(Ledger ledger) {
        this(ledger, _ -> true);
    }

    /** @param owners who may see what others spent */
    public SpendEndpoint(Ledger ledger, Predicate<Caller> owners) {
        this.ledger = ledger;
        this.owners = owners;
    }

    /** {@code GET /api/v1/spend}: all of it for an owner, else the caller's own. */
    public ObjectNode of(Caller caller) {
        return owners.test(caller) ? get() : own(caller);
    }

    /** Where a caller's own budgets stand, and what each provider came to today for this caller. */
    private ObjectNode own(Caller caller) {
        var standing = ledger.standing(caller);
        var reply = json(standing);
        lines(reply.putArray("by_provider"), By.PROVIDER, ledger.spent(standing.day(), By.PROVIDER, caller));
        var all = ledger.total(caller);
        var total = reply.putObject("total");
        total.put("budget", all.budget().map(SpendEndpoint::dollars).orElse(null));
        amounts(total, all.totals());
        return reply;
    }

    /** Where the budget of the day stands, and what each provider came to today. */
    public ObjectNode get() {
        var standing = ledger.standing();
        var reply = json(standing);
        lines(reply.putArray("by_provider"), By.PROVIDER, ledger.spent(standing.day(), By.PROVIDER));
        return reply;
    }

    private static ObjectNode json(Standing standing) {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("day", standing.day().toString());
        reply.put("timezone", standing.zone().getId());
        reply.put("currency", "USD");
        reply.put("budget", standing.budget().map(SpendEndpoint::dollars).orElse(null));
        amounts(reply, standing.totals());
        reply.put("resets_at", standing.resetsAt().toString());
        return reply;
    }

    private static void amounts(ObjectNode to, Totals totals) {
        to.put("spent", dollars(totals.spent()));
        to.put("held", dollars(totals.held()));
        to.put("unknown", dollars(totals.unknown()));
    }

    /** For {@code ./bridge spend --json}: an array of lines. */
    public ArrayNode lines(LocalDate since, By by) {
        var list = JsonNodeFactory.instance.arrayNode();
        lines(list, by, ledger.spent(since, by));
        return list;
    }

    private static void lines(ArrayNode list, By by, List<SpendLine> lines) {
        for (var line : lines) {
            var item = list.addObject();
            item.put(by.word(), line.key());
            item.put("calls", line.calls());
            item.put("pictures", line.pictures());
            item.put("spent", dollars(line.spent()));
            item.put("unknown", dollars(line.unknown()));
        }
    }

    private static BigDecimal dollars(Money money) {
        return dollars(money.micros());
    }

    /** Never in the form 1E+1. */
    private static BigDecimal dollars(long micros) {
        var dollars = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
        return dollars.scale() < 0 ? dollars.setScale(0) : dollars;
    }
}
