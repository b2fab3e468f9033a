package fluxbridge.alert;

import fluxbridge.domain.Money;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.ledger.BudgetState;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What an alert says, in words and as JSON. Amounts are US dollars. */
final class AlertText {

    private AlertText() {}

    /** @param name of the token whose budget it is; empty for the budget of all */
    static String of(BudgetState budget, int threshold, Optional<String> name) {
        var whose = name.map(it -> " of the token " + it).orElse("");
        var what = switch (budget.limit()) {
            case DAY, CALLER_DAY -> "the budget" + whose + " for " + budget.day();
            case CALLER_TOTAL -> "the whole budget" + whose;
        };
        var taken = budget.taken() + " of " + budget.cap() + " is taken";
        var resets = budget.resetsAt().map(at -> "; it resets at " + at).orElse("");
        return threshold == 100
                ? "Flux LoRA Bridge: " + what + " is used up: " + taken
                        + (budget.refused() ? ", and a request was refused" : "") + resets
                : "Flux LoRA Bridge: " + threshold + " % of " + what + " is reached: " + taken + resets;
    }

    static ObjectNode json(BudgetState budget, int threshold, Optional<String> name) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("type", "budget");
        json.put("threshold", threshold);
        json.put(
                "budget",
                switch (budget.limit()) {
                    case DAY -> "day";
                    case CALLER_DAY -> "token_day";
                    case CALLER_TOTAL -> "token_total";
                });
        name.ifPresent(it -> json.put("token", it));
        budget.caller().ifPresent(caller -> json.put("token_id", caller.id()));
        budget.resetsAt()
                .ifPresent(at -> json.put("day", budget.day().toString()).put("resets_at", at.toString()));
        json.put("limit_usd", dollars(budget.cap()));
        json.put("spent_usd", dollars(new Money(budget.totals().spent())));
        json.put("unknown_usd", dollars(new Money(budget.totals().unknown())));
        json.put("held_usd", dollars(new Money(budget.totals().held())));
        return json;
    }

    static String of(OutOfCredit failure) {
        return "Flux LoRA Bridge: " + failure.message();
    }

    static ObjectNode json(OutOfCredit failure) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "out_of_credit")
                .put("provider", failure.provider().value());
    }

    /** The words in the JSON of an alert. */
    static String in(String body) {
        return JsonMapper.shared().readTree(body).path("text").asString("");
    }

    private static BigDecimal dollars(Money money) {
        return BigDecimal.valueOf(money.micros(), 6);
    }
}
