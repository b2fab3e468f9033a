package fluxbridge.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure;
import fluxbridge.failure.GatewayException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What each caller chose through {@code /sdapi/v1/options}, such as the model; kept over restarts.
 *
 * <p>Every request for pictures asks for it. Where no replica can write it, it is asked of the database once.
 */
public final class OptionsStore {

    private static final int MOST_REMEMBERED = 10_000;

    private final Database database;
    private final Cache<Caller, Map<String, String>> remembered =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    public OptionsStore(Database database) {
        this.database = database;
    }

    /** Everything this caller chose; empty for a caller never seen. */
    public Map<String, String> get(Caller caller) {
        return database.isShared() ? read(caller) : remembered.get(caller, this::read);
    }

    private Map<String, String> read(Caller caller) {
        return database.read(sql -> sql
                .list(
                        "SELECT name, value FROM caller_options WHERE caller = ?",
                        row -> Map.entry(row.getString("name"), row.getString("value")),
                        caller.id())
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    public void put(Caller caller, String name, String value) {
        putAll(caller, Map.of(name, value));
    }

    /** Stores all or none; options that are not named stay as they are. */
    public void putAll(Caller caller, Map<String, String> options) {
        options.forEach(OptionsStore::refuseNul);
        database.jdbi().useTransaction(handle -> {
            try (var batch = handle.prepareBatch("""
                    INSERT INTO caller_options (caller, name, value) VALUES (:caller, :name, :value)
                    ON CONFLICT (caller, name) DO UPDATE SET value = EXCLUDED.value
                    """)) {
                // Replicas write in the same order, so that two of them never wait for each other.
                new TreeMap<>(options)
                        .forEach((name, value) -> batch.bind("caller", caller.id())
                                .bind("name", name)
                                .bind("value", value)
                                .add());
                if (batch.size() > 0) {
                    batch.execute();
                }
            }
        });
        // After the commit: it waits for a read that began before, whose answer is old by now.
        remembered.invalidate(caller);
    }

    /** PostgreSQL's text cannot hold it. */
    private static void refuseNul(String name, String value) {
        if (name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw new GatewayException(
                    Failure.BadRequest.field(name.replace("\0", ""), "must not hold the character U+0000"));
        }
    }
}
