package fluxbridge.store;

import fluxbridge.config.AuditSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Refusals and what was done with the owner's rights, in a table that is only added to. Each row's hash covers the row and the hash before it, keyed with {@code bridge.key}, so
 * that who can write to the database but has not the key cannot change, insert or remove a row unseen.
 *
 * <p>Rows past their time go from the beginning of the chain; the sealed head remembers where it begins now. A database that is put back
 * whole to an earlier state does verify.
 */
public final class AuditStore {

    private static final String ROW = "audit row";
    private static final String HEAD = "audit head";

    private final Database database;
    private final KeyedHash hash;
    private final AuditSettings settings;
    private final InstantSource clock;

    public AuditStore(Database database, KeyedHash hash, AuditSettings settings, InstantSource clock) {
        this.database = database;
        this.hash = hash;
        this.settings = settings;
        this.clock = clock;
    }

    private record Head(long seq, String hash, long baseSeq, String baseHash, String mac) {}

    private record Row(AuditEntry entry, String hash) {}

    /**
     * Adds a refusal.
     *
     * @param provider who refused, empty when the bridge did
     * @param prompt hashed; kept only when the operator said so
     */
    public void append(String caller, String rule, String provider, String prompt) {
        append(caller, rule, provider, hash.hex("prompt", prompt), settings.prompts() ? prompt : null);
    }

    /**
     * Adds what somebody did with the owner's rights.
     *
     * @param who a caller's id, or {@code command-line}
     * @param action such as {@code tokens create}
     * @param subject what it was done to, always kept; never a secret
     */
    public void admin(String who, String action, String subject) {
        append(who, AuditEntry.ADMIN + action, "", "", subject);
    }

    private void append(String caller, String rule, String provider, String promptHash, @Nullable String text) {
        var kept = text == null ? null : text.replace('\0', ' ');
        database.jdbi().useTransaction(handle -> {
            // The update comes first: it takes the lock that makes replicas wait for each other.
            handle.execute("UPDATE audit_head SET seq = seq + 1 WHERE id = 1");
            var head = head(handle);
            var entry = new AuditEntry(
                    head.seq(),
                    Instant.ofEpochMilli(clock.millis()),
                    caller.replace('\0', ' '),
                    rule,
                    promptHash,
                    provider,
                    kept);
            var sealed = seal(head.hash(), entry);
            insert(handle, entry, sealed);
            var base = forget(handle, head, entry.at().minus(settings.kept()));
            seal(handle, entry.seq(), sealed, base);
        });
    }

    private static Head head(Handle handle) {
        return handle.createQuery("SELECT seq, hash, base_seq, base_hash, mac FROM audit_head WHERE id = 1")
                .map((row, _) -> new Head(
                        row.getLong("seq"),
                        row.getString("hash"),
                        row.getLong("base_seq"),
                        row.getString("base_hash"),
                        row.getString("mac")))
                .one();
    }

    private static void insert(Handle handle, AuditEntry entry, String sealed) {
        handle.createUpdate("""
                        INSERT INTO audit_log (seq, at, caller, rule, prompt_hash, provider, prompt, hash)
                        VALUES (:seq, :at, :caller, :rule, :promptHash, :provider, :prompt, :hash)
                        """)
                .bind("seq", entry.seq())
                .bind("at", entry.at().toString())
                .bind("caller", entry.caller())
                .bind("rule", entry.rule())
                .bind("promptHash", entry.promptHash())
                .bind("provider", entry.provider())
                .bind("prompt", entry.prompt())
                .bind("hash", sealed)
                .execute();
    }

    /** Removes what is past its time from the beginning, up to the first row that is not. */
    private static Head forget(Handle handle, Head head, Instant before) {
        var last = rows(handle, "SELECT * FROM audit_log WHERE seq < :seq ORDER BY seq LIMIT 200", head.seq()).stream()
                .takeWhile(row -> row.entry().at().isBefore(before))
                .reduce((_, later) -> later);
        if (last.isEmpty()) {
            return head;
        }
        long seq = last.get().entry().seq();
        handle.execute("DELETE FROM audit_log WHERE seq <= ?", seq);
        return new Head(head.seq(), head.hash(), seq, last.get().hash(), head.mac());
    }

    private void seal(Handle handle, long seq, String sealed, Head base) {
        handle.createUpdate("""
                        UPDATE audit_head SET hash = :hash, base_seq = :baseSeq, base_hash = :baseHash, mac = :mac
                        WHERE id = 1
                        """)
                .bind("hash", sealed)
                .bind("baseSeq", base.baseSeq())
                .bind("baseHash", base.baseHash())
                .bind("mac", mac(seq, sealed, base.baseSeq(), base.baseHash()))
                .execute();
    }

    private String mac(long seq, String sealed, long baseSeq, String baseHash) {
        return hash.seal(HEAD, seq + "\n" + sealed + "\n" + baseSeq + "\n" + baseHash);
    }

    /** Every field with its length, so that no two rows have the same text. */
    private String seal(String previous, AuditEntry entry) {
        var text = new StringBuilder(previous);
        for (var field : List.of(
                Long.toString(entry.seq()),
                entry.at().toString(),
                entry.caller(),
                entry.rule(),
                entry.promptHash(),
                entry.provider(),
                entry.prompt() == null ? "-" : "+" + entry.prompt())) {
            text.append('\n').append(field.length()).append(':').append(field);
        }
        return hash.seal(ROW, text.toString());
    }

    /** The newest entries, oldest of them first. */
    public List<AuditEntry> newest(int limit) {
        return database.jdbi()
                .withHandle(handle ->
                        rows(handle, "SELECT * FROM audit_log ORDER BY seq DESC LIMIT :seq", limit).reversed().stream()
                                .map(Row::entry)
                                .toList());
    }

    /**
     * What a look at the whole chain found.
     *
     * @param entries how many rows are there
     * @param problem what is wrong with the first bad one, null when the chain holds
     */
    public record Verdict(long entries, @Nullable String problem) {}

    /** Goes over the whole chain. */
    public Verdict verify() {
        return database.jdbi().inTransaction(handle -> {
            handle.execute("UPDATE audit_head SET seq = seq WHERE id = 1"); // nobody writes meanwhile
            var head = head(handle);
            if (head.seq() == 0 && head.mac().isEmpty()) {
                long rows = handle.createQuery("SELECT COUNT(*) FROM audit_log")
                        .mapTo(Long.class)
                        .one();
                return new Verdict(rows, rows == 0 ? null : "the head says that nothing was ever written");
            }
            return verify(handle, head);
        });
    }

    private Verdict verify(Handle handle, Head head) {
        if (!mac(head.seq(), head.hash(), head.baseSeq(), head.baseHash()).equals(head.mac())) {
            return new Verdict(0, "the head was changed, or bridge.key is another one");
        }
        var previous = head.baseHash();
        long seq = head.baseSeq();
        while (true) {
            var page = rows(handle, "SELECT * FROM audit_log WHERE seq > :seq ORDER BY seq LIMIT 500", seq);
            if (page.isEmpty()) {
                break;
            }
            for (var row : page) {
                if (row.entry().seq() != seq + 1) {
                    return new Verdict(seq - head.baseSeq(), "entry " + (seq + 1) + " is missing");
                }
                if (!seal(previous, row.entry()).equals(row.hash())) {
                    return new Verdict(
                            seq - head.baseSeq(), "entry " + row.entry().seq() + " was changed");
                }
                previous = row.hash();
                seq++;
            }
        }
        boolean whole = seq == head.seq() && Objects.equals(previous, head.hash());
        return new Verdict(seq - head.baseSeq(), whole ? null : "entries after " + seq + " are missing");
    }

    private static List<Row> rows(Handle handle, String sql, long seq) {
        return handle.createQuery(sql)
                .bind("seq", seq)
                .map((row, _) -> new Row(
                        new AuditEntry(
                                row.getLong("seq"),
                                Instant.parse(row.getString("at")),
                                row.getString("caller"),
                                row.getString("rule"),
                                row.getString("prompt_hash"),
                                row.getString("provider"),
                                row.getString("prompt")),
                        row.getString("hash")))
                .list();
    }
}
