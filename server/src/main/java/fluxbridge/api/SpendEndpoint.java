package fluxbridge.api;

import fluxbridge.domain.Money;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.SpendLine;
import fluxbridge.ledger.SpendLine.By;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was spent. Amounts are US dollars with at most six places. */
public final class SpendEndpoint {

    private final Ledger ledger;

    public SpendEndpoint(Ledger ledger) {
        this.ledger = ledger;
    }

    /** {@code GET /api/v1/spend}: where the budget of the day stands, and what each provider came to today. */
    public ObjectNode get() {
        var standing = ledger.standing();
        var totals = standing.totals();
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("day", standing.day().toString());
        reply.put("timezone", standing.zone().getId());
        reply.put("currency", "USD");
        reply.put("budget", standing.budget().map(SpendEndpoint::dollars).orElse(null));
        reply.put("spent", dollars(totals.spent()));
        reply.put("held", dollars(totals.held()));
        reply.put("unknown", dollars(totals.unknown()));
        reply.put("resets_at", standing.resetsAt().toString());
        lines(reply.putArray("by_provider"), By.PROVIDER, ledger.spent(standing.day(), By.PROVIDER));
        return reply;
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
