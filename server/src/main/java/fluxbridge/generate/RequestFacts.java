package fluxbridge.generate;

import fluxbridge.domain.AppliedLora;
import fluxbridge.route.Attempt;
import fluxbridge.route.Fallback;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the log says about a request that drew, whichever door it came through. */
public final class RequestFacts {

    private RequestFacts() {}

    /** About the calls to providers, failed ones too. */
    public static Map<String, Object> of(Collection<Attempt> trail) {
        var facts = new LinkedHashMap<String, Object>();
        trail.stream()
                .findFirst()
                .ifPresent(first -> facts.put("provider", first.provider().value()));
        facts.put("attempts", trail.size());
        var failed = trail.stream().filter(a -> !a.outcome().equals("ok")).toList();
        if (!failed.isEmpty()) {
            facts.put(
                    "failed",
                    failed.stream().map(a -> a.provider() + ": " + a.outcome()).toList());
        }
        var cost = Fallback.cost(trail);
        if (cost != null) {
            facts.put("cost_microdollars", cost.micros());
        }
        return facts;
    }

    /** About the pictures. */
    public static Map<String, Object> of(Result result) {
        var facts = new LinkedHashMap<String, Object>();
        result.first().ifPresent(made -> {
            facts.put("provider", made.by().provider().id().value());
            facts.put("loras", made.by().loras().stream().map(AppliedLora::id).toList());
        });
        facts.put("pictures", result.pictures().size());
        facts.put("seed", result.prepared().seed());
        facts.put("size", result.prepared().size().toString());
        var cancelled = result.cancelled();
        if (cancelled != null) {
            facts.put("cancelled", cancelled.words());
        }
        return facts;
    }
}
