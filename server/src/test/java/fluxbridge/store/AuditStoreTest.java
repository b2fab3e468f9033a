package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.config.AuditSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
final class AuditStoreTest {

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path dataDir;

    private Database database;
    private AuditStore audit;
    private fluxbridge.config.StoreSettings settings;

    AuditStoreTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        settings = databases.fresh(engine, dataDir);
        database = Database.open(settings);
        audit = store(database, false);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private AuditStore store(Database of, boolean prompts) {
        return new AuditStore(
                of,
                KeyFile.open(dataDir, new SecureRandom()),
                new AuditSettings(prompts, Duration.ofDays(30)),
                now::get);
    }

    private void refusals(int count) {
        for (int i = 0; i < count; i++) {
            audit.append("mira", "rule", "", "prompt " + i);
        }
    }

    @Test
    void a_chain_without_entries_holds() {
        assertThat(audit.verify()).isEqualTo(new AuditStore.Verdict(0, null));
    }

    @Test
    void entries_are_numbered_and_their_chain_holds() {
        refusals(3);

        assertThat(audit.verify()).isEqualTo(new AuditStore.Verdict(3, null));
        assertThat(audit.newest(2)).extracting(AuditEntry::seq).containsExactly(2L, 3L);
    }

    @Test
    void what_the_owner_did_stands_in_the_same_chain_and_says_to_what() {
        refusals(1);
        audit.admin("command-line", "tokens revoke", "mira");
        refusals(1);

        assertThat(audit.verify()).isEqualTo(new AuditStore.Verdict(3, null));
        assertThat(audit.newest(9)).extracting(AuditEntry::isAdmin).containsExactly(false, true, false);
        assertThat(audit.newest(2).getFirst())
                .extracting(AuditEntry::caller, AuditEntry::rule, AuditEntry::promptHash, AuditEntry::prompt)
                .containsExactly("command-line", "admin: tokens revoke", "", "mira");
    }

    @Test
    void the_prompt_is_kept_only_when_the_operator_said_so() {
        audit.append("mira", "rule", "", "a secret boat");
        store(database, true).append("mira", "rule", "", "an open boat\0");

        assertThat(audit.newest(9)).extracting(AuditEntry::prompt).containsExactly(null, "an open boat ");
        assertThat(audit.newest(9).toString()).doesNotContain("secret");
        assertThat(audit.verify().problem()).isNull();
    }

    @Test
    void a_changed_entry_is_found() {
        refusals(3);
        sql("UPDATE audit_log SET caller = 'kael' WHERE seq = 2");

        assertThat(audit.verify()).isEqualTo(new AuditStore.Verdict(1, "entry 2 was changed"));
    }

    @Test
    void a_missing_entry_is_found() {
        refusals(3);
        sql("DELETE FROM audit_log WHERE seq = 2");

        assertThat(audit.verify().problem()).isEqualTo("entry 2 is missing");
    }

    @Test
    void a_cut_end_is_found() {
        refusals(3);
        sql("DELETE FROM audit_log WHERE seq = 3");

        assertThat(audit.verify().problem()).isEqualTo("entries after 2 are missing");
    }

    @Test
    void a_cut_beginning_is_found() {
        refusals(3);
        sql("DELETE FROM audit_log WHERE seq = 1");
        sql("UPDATE audit_head SET base_seq = 1");

        assertThat(audit.verify().problem()).startsWith("the head was changed");
    }

    @Test
    void an_added_entry_is_found() {
        refusals(2);
        sql("INSERT INTO audit_log (seq, at, caller, rule, prompt_hash, provider, prompt, hash)"
                + " SELECT 3, at, caller, rule, prompt_hash, provider, prompt, hash FROM audit_log WHERE seq = 2");

        assertThat(audit.verify().problem()).isEqualTo("entry 3 was changed");
    }

    @Test
    void what_is_past_its_time_goes_and_the_chain_still_holds() {
        refusals(4);
        now.set(now.get().plus(Duration.ofDays(31)));
        refusals(2);

        assertThat(audit.newest(9)).extracting(AuditEntry::seq).containsExactly(5L, 6L);
        assertThat(audit.verify()).isEqualTo(new AuditStore.Verdict(2, null));
    }

    @Test
    void two_replicas_writing_at_once_make_one_chain() throws Exception {
        try (var other = Database.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var stores = List.of(audit, store(other, false));
            var writes = new ArrayList<Callable<Void>>();
            for (int i = 0; i < 40; i++) {
                var store = stores.get(i % 2);
                String prompt = "prompt " + i;
                writes.add(() -> {
                    store.append("mira", "rule", "fal", prompt);
                    return null;
                });
            }
            for (Future<Void> write : threads.invokeAll(writes)) {
                write.get();
            }
        }

        assertThat(audit.verify()).isEqualTo(new AuditStore.Verdict(40, null));
    }

    private void sql(String text) {
        database.jdbi().useHandle(handle -> handle.execute(text));
    }
}
