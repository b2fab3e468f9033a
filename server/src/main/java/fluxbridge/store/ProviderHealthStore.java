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
        database.jdbi().useTransaction(handle -> {
            try (var batch = handle.prepareBatch("""
                    INSERT INTO provider_health (replica, provider, memory, saved_at)
                    VALUES (:replica, :provider, :memory, :now)
                    ON CONFLICT (replica, provider) DO UPDATE
                    SET memory = EXCLUDED.memory, saved_at = EXCLUDED.saved_at
                    """)) {
                memories.forEach((provider, memory) -> batch.bind("replica", replica)
                        .bind("provider", provider)
                        .bind("memory", memory)
                        .bind("now", now.toEpochMilli())
                        .add());
                if (batch.size() > 0) {
                    batch.execute();
                }
            }
        });
    }

    /** What the others wrote since then; older rows are deleted. */
    public List<Row> others(String replica, Instant since) {
        return database.jdbi().inTransaction(handle -> {
            handle.createUpdate("DELETE FROM provider_health WHERE saved_at < :since")
                    .bind("since", since.toEpochMilli())
                    .execute();
            return handle.createQuery("""
                            SELECT replica, provider, memory FROM provider_health
                            WHERE replica <> :replica ORDER BY replica, provider
                            """)
                    .bind("replica", replica)
                    .map((row, _) ->
                            new Row(row.getString("replica"), row.getString("provider"), row.getString("memory")))
                    .list();
        });
    }
}
