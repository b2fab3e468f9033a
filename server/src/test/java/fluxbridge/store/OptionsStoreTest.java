package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Caller;
import fluxbridge.failure.GatewayException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
final class OptionsStoreTest {

    private static final Caller MIRA = new Caller("mira");
    private static final Caller KAEL = new Caller("kael");

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;

    @TempDir
    Path dataDir;

    private StoreSettings settings;
    private Database database;
    private OptionsStore options;

    OptionsStoreTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        settings = databases.fresh(engine, dataDir);
        database = Database.open(settings);
        options = new OptionsStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_caller_never_seen_has_no_options() {
        assertThat(options.get(MIRA)).isEmpty();
    }

    @Test
    void what_was_put_last_is_what_is_got() {
        options.put(MIRA, "sd_model_checkpoint", "one");
        options.put(MIRA, "sd_model_checkpoint", "two");

        assertThat(options.get(MIRA)).containsExactly(Map.entry("sd_model_checkpoint", "two"));
    }

    @Test
    void what_was_got_before_it_was_changed_is_not_got_again() {
        options.put(MIRA, "sd_model_checkpoint", "one");
        options.get(MIRA);
        options.put(MIRA, "sd_model_checkpoint", "two");

        assertThat(options.get(MIRA)).containsEntry("sd_model_checkpoint", "two");
    }

    @Test
    void what_a_replica_changed_on_a_shared_database_is_got_at_once() {
        assertThat(options.get(MIRA)).isEmpty();
        new OptionsStore(database).put(MIRA, "sd_vae", "a");

        assertThat(options.get(MIRA)).isEqualTo(database.isShared() ? Map.of("sd_vae", "a") : Map.of());
    }

    @Test
    void options_belong_to_their_caller() {
        options.put(MIRA, "sd_vae", "a");
        options.put(KAEL, "sd_vae", "b");

        assertThat(options.get(MIRA)).containsEntry("sd_vae", "a");
        assertThat(options.get(KAEL)).containsEntry("sd_vae", "b");
    }

    @Test
    void many_are_put_at_once_and_the_others_stay() {
        options.put(MIRA, "kept", "k");
        options.putAll(MIRA, Map.of("a", "1", "b", "", "quote", "O'Hara \"x\"; 鍵 🔑"));
        options.putAll(MIRA, Map.of());

        assertThat(options.get(MIRA)).isEqualTo(Map.of("kept", "k", "a", "1", "b", "", "quote", "O'Hara \"x\"; 鍵 🔑"));
    }

    @Test
    void a_character_that_postgresql_cannot_hold_is_refused_and_nothing_is_stored() {
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> options.putAll(MIRA, Map.of("a", "1", "b", "x\0y")))
                .withMessage("b: must not hold the character U+0000");
        assertThat(options.get(MIRA)).isEmpty();
    }

    @Test
    void they_are_there_after_the_database_was_closed_and_opened() {
        options.put(MIRA, "a", "1");
        database.close();
        database = Database.open(settings);

        assertThat(new OptionsStore(database).get(MIRA)).containsEntry("a", "1");
    }

    @Test
    void fifty_callers_writing_at_once_lose_nothing() throws Exception {
        var writes = new ArrayList<Callable<Void>>();
        for (int i = 0; i < 50; i++) {
            var caller = new Caller("caller-" + i % 10);
            String name = "option-" + i;
            writes.add(() -> {
                options.putAll(caller, Map.of(name, "x", "shared", name));
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> write : threads.invokeAll(writes)) {
                write.get();
            }
        }

        for (int i = 0; i < 10; i++) {
            assertThat(options.get(new Caller("caller-" + i)))
                    .containsKeys("shared", "option-" + i, "option-" + (i + 40))
                    .hasSize(6);
        }
    }
}
