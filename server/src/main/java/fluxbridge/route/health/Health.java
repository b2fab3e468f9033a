package fluxbridge.route.health;

import fluxbridge.domain.ProviderId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The condition of every provider, as this replica sees it and as the others told. */
public final class Health {

    private final InstantSource clock;
    private final Map<ProviderId, ProviderHealth> providers = new ConcurrentHashMap<>();

    public Health(InstantSource clock) {
        this.clock = clock;
    }

    public ProviderHealth of(ProviderId provider) {
        return providers.computeIfAbsent(provider, _ -> new ProviderHealth(clock.instant()));
    }

    public Instant now() {
        return clock.instant();
    }

    /** What this replica saw, by provider. */
    public Map<ProviderId, Kept> keep() {
        var now = clock.instant();
        var kept = new HashMap<ProviderId, Kept>();
        providers.forEach((id, health) -> kept.put(id, health.keep(now)));
        return kept;
    }

    /**
     * Replaces what was known of the other replicas.
     *
     * @param others one map a replica
     */
    public void learn(List<Map<ProviderId, Kept>> others) {
        var now = clock.instant();
        var byProvider = new TreeMap<ProviderId, List<Kept>>(java.util.Comparator.comparing(ProviderId::value));
        others.forEach(replica -> replica.forEach((id, kept) ->
                byProvider.computeIfAbsent(id, _ -> new ArrayList<>()).add(kept)));
        byProvider.forEach((id, kept) -> {
            var sum = Observed.nothing(now);
            var exhausted = Instant.MIN;
            for (var one : kept) {
                sum = sum.plus(one.observed().faded(now));
                var until = one.exhaustedUntil();
                exhausted = until != null && until.isAfter(exhausted) ? until : exhausted;
            }
            of(id).learn(now, sum, exhausted);
        });
    }
}
