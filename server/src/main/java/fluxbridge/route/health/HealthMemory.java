package fluxbridge.route.health;

import fluxbridge.domain.ProviderId;
import fluxbridge.store.ProviderHealthStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what is known of the providers beyond this process: writes it down, and takes in what other replicas, and this one before its last
 * start, have written. Old memories fade by their age.
 */
public final class HealthMemory implements AutoCloseable {

    /** How often {@link #exchange} is to be called. */
    public static final Duration BETWEEN = Duration.ofSeconds(15);

    /** Four half-lives of the long memory; what is older weighs next to nothing. */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Health health;
    private final ProviderHealthStore store;
    private final String replica;
    private final Consumer<String> messages;

    /**
     * @param replica a name that no other running replica has
     * @param messages hears when the database could not be reached
     */
    public HealthMemory(Health health, ProviderHealthStore store, String replica, Consumer<String> messages) {
        this.health = health;
        this.store = store;
        this.replica = replica;
        this.messages = messages;
    }

    /** Writes down, and takes in. A database in trouble is told and tried again later: routing works without. */
    public void exchange() {
        try {
            var memories = new HashMap<String, String>();
            health.keep().forEach((id, kept) -> memories.put(id.value(), MAPPER.writeValueAsString(kept)));
            store.save(replica, memories, health.now());
            var others = new LinkedHashMap<String, Map<ProviderId, Kept>>();
            for (var row : store.others(replica, health.now().minus(KEPT))) {
                others.computeIfAbsent(row.replica(), _ -> new HashMap<>())
                        .put(new ProviderId(row.provider()), MAPPER.readValue(row.memory(), Kept.class));
            }
            health.learn(new ArrayList<>(others.values()));
        } catch (JacksonException e) {
            messages.accept("what another version wrote about provider health cannot be read and is left alone: "
                    + e.getOriginalMessage());
        } catch (RuntimeException e) {
            messages.accept("provider health was not exchanged with the database (" + e.getMessage()
                    + "); it is tried again in " + BETWEEN.toSeconds() + " s");
        }
    }

    /** Writes down what is known at the end. */
    @Override
    public void close() {
        exchange();
    }
}
