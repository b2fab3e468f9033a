package fluxbridge.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What each replica remembers of the providers' health, for the others and for itself after a restart. */
public final class ProviderHealthStore {

    private final Database database;

    public ProviderHealthStore(Database database) {
        this.database = database;
    }

    /**
     * One replica's memory of one provider.
     *
     * @param memory a JSON document that only its writer's code reads
     */
    public record Row(String replica, String provider, String memory) {}

    /**
     * Replaces what the replica had written.
     *
     * @param memories by provider id
     */
    public void save(String replica, Map<String, String> memories, Instant now) {
        database.transact(sql -> {
            sql.updateAll(
                    """
                    INSERT INTO provider_health (replica, provider, memory, saved_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (replica, provider) DO UPDATE
                    SET memory = EXCLUDED.memory, saved_at = EXCLUDED.saved_at
                    """,
                    memories.entrySet().stream()
                            .map(it -> new Object[] {replica, it.getKey(), it.getValue(), now.toEpochMilli()})
                            .toList());
            return memories.size();
        });
    }

    /** What the others wrote since then; older rows are deleted. */
    public List<Row> others(String replica, Instant since) {
        return database.transact(sql -> {
            sql.update("DELETE FROM provider_health WHERE saved_at < ?", since.toEpochMilli());
            return sql.list(
                    """
                    SELECT replica, provider, memory FROM provider_health
                    WHERE replica <> ? ORDER BY replica, provider
                    """,
                    row -> new Row(row.getString("replica"), row.getString("provider"), row.getString("memory")),
                    replica);
        });
    }
}
