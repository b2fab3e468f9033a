package fluxbridge.store;

import fluxbridge.domain.Money;
import fluxbridge.domain.Scope;
import fluxbridge.domain.Token;
import fluxbridge.domain.TokenLimits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Access tokens and what was asked with them today. Secrets come in hashed and never go out. */
public final class TokenStore {

    private final Database database;

    public TokenStore(Database database) {
        this.database = database;
    }

    /**
     * A token with the hash of its secret.
     *
     * @param keyId tells which {@code bridge.key} hashed it
     */
    public record Kept(Token token, String hash, String keyId) {}

    /** Every token that was ever made, the oldest first. */
    public List<Kept> all() {
        return database.read(sql -> sql.list("SELECT * FROM access_tokens ORDER BY created_at, id", TokenStore::kept));
    }

    /** Adds a token; false when one with this name exists that is not revoked. */
    public boolean add(Kept kept) {
        var token = kept.token();
        var limits = token.limits();
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate("""
                                        INSERT INTO access_tokens (id, name, hash, key_id, scopes, per_minute, per_day, at_once,
                                            daily_micros, total_micros, routing, created_at, expires_at)
                                        VALUES (:id, :name, :hash, :keyId, :scopes, :perMinute, :perDay, :atOnce,
                                            :daily, :total, :routing, :created, :expires)
                                        ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
                                        """)
                                .bind("id", token.id())
                                .bind("name", token.name())
                                .bind("hash", kept.hash())
                                .bind("keyId", kept.keyId())
                                .bind("scopes", words(token))
                                .bind("perMinute", limits.perMinute().orElse(null))
                                .bind("perDay", limits.perDay().orElse(null))
                                .bind("atOnce", limits.atOnce().orElse(null))
                                .bind("daily", micros(limits.daily()))
                                .bind("total", micros(limits.total()))
                                .bind("routing", token.routing().orElse(null))
                                .bind("created", token.created().toEpochMilli())
                                .bind("expires", millis(token.expires()))
                                .execute()
                        == 1);
    }

    /** Takes the token of this name back; false when there is none. */
    public boolean revoke(String name, Instant now) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate(
                                        "UPDATE access_tokens SET revoked_at = :now WHERE name = :name AND revoked_at IS NULL")
                                .bind("now", now.toEpochMilli())
                                .bind("name", name)
                                .execute()
                        == 1);
    }

    /** Gives the token of this name another secret; false when there is none. */
    public boolean rotate(String name, String hash, String keyId) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate("""
                                        UPDATE access_tokens SET hash = :hash, key_id = :keyId
                                        WHERE name = :name AND revoked_at IS NULL
                                        """)
                                .bind("hash", hash)
                                .bind("keyId", keyId)
                                .bind("name", name)
                                .execute()
                        == 1);
    }

    /** Forgets every token, as if none had ever been made; returns how many there were. */
    public int reset() {
        return database.jdbi().inTransaction(handle -> {
            handle.execute("DELETE FROM access_days");
            return handle.execute("DELETE FROM access_tokens");
        });
    }

    /** Notes a use, unless a later one is noted. */
    public void used(String id, Instant at) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        UPDATE access_tokens SET last_used_at = :at
                        WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)
                        """)
                        .bind("at", at.toEpochMilli())
                        .bind("id", id)
                        .execute());
    }

    /** Counts a request of this day, in one step over all replicas; false when the day has {@code most} already. */
    public boolean count(String id, LocalDate day, int most) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate("""
                                        INSERT INTO access_days (token, day, requests) VALUES (:token, :day, 1)
                                        ON CONFLICT (token, day) DO UPDATE SET requests = access_days.requests + 1
                                        WHERE access_days.requests < :most
                                        """)
                                .bind("token", id)
                                .bind("day", day.toString())
                                .bind("most", most)
                                .execute()
                        == 1);
    }

    /** Forgets the counts of the days before this one. */
    public void forgetDaysBefore(LocalDate day) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("DELETE FROM access_days WHERE day < :day")
                        .bind("day", day.toString())
                        .execute());
    }

    private static Kept kept(ResultSet row) throws SQLException {
        var limits = new TokenLimits(
                whole(row, "per_minute"),
                whole(row, "per_day"),
                whole(row, "at_once"),
                number(row, "daily_micros").map(Money::new),
                number(row, "total_micros").map(Money::new));
        var token = new Token(
                row.getString("id"),
                row.getString("name"),
                Arrays.stream(row.getString("scopes").split(",", -1))
                        .map(Scope::of)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                limits,
                Optional.ofNullable(row.getString("routing")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                number(row, "expires_at").map(Instant::ofEpochMilli),
                number(row, "revoked_at").map(Instant::ofEpochMilli),
                number(row, "last_used_at").map(Instant::ofEpochMilli));
        return new Kept(token, row.getString("hash"), row.getString("key_id"));
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Integer> whole(ResultSet row, String column) throws SQLException {
        return number(row, column).map(Math::toIntExact);
    }

    private static String words(Token token) {
        return token.scopes().stream().sorted().map(Scope::word).collect(Collectors.joining(","));
    }

    private static @Nullable Long micros(Optional<Money> money) {
        return money.map(Money::micros).orElse(null);
    }

    private static @Nullable Long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(null);
    }
}
