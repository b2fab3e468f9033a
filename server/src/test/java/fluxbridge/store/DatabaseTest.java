package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.config.BadSettingsException;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Secret;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseTest {

    @RegisterExtension
    final Databases databases = new Databases();

    @TempDir
    Path home;

    /** Files in {@code db/migration}. */
    private static int migrations() {
        try (var files =
                Files.list(Path.of(Database.class.getResource("/db/migration").toURI()))) {
            return (int) files.count();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void open_means_migrated_and_only_the_first_time_takes_flyway(Engine engine) {
        var settings = databases.fresh(engine, home);
        for (int round = 0; round < 2; round++) {
            try (var database = Database.open(settings)) {
                assertThat(database.answers()).isTrue();
                assertThat(database.migrated()).isEqualTo(round == 0);
                assertThat(database.jdbi()
                                .<Integer, RuntimeException>withHandle(handle -> handle.createQuery(
                                                "SELECT COUNT(*) FROM flyway_schema_history WHERE success")
                                        .mapTo(Integer.class)
                                        .one()))
                        .isEqualTo(migrations());
            }
        }
    }

    private static final String ADD = "INSERT INTO caller_options (caller, name, value) VALUES ('mira', ?, 'x')";

    private static long options(Database database) {
        return database.read(sql -> sql.find("SELECT COUNT(*) FROM caller_options", row -> row.getLong(1)))
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_transaction_that_fails_leaves_nothing_and_the_next_one_is_kept(Engine engine) {
        try (var database = Database.open(databases.fresh(engine, home))) {
            for (int i = 0; i < 20; i++) { // more often than there are connections
                assertThatThrownBy(() -> database.transact(sql -> {
                            sql.update(ADD, "lost");
                            return sql.update("INSERT INTO no_such_table VALUES (1)");
                        }))
                        .isInstanceOf(JdbiException.class)
                        .hasMessageContaining("no_such_table");
            }
            assertThat(options(database)).isZero();

            int kept = database.transact(sql -> sql.update(ADD, "kept"));
            assertThat(kept).isEqualTo(1);
            assertThat(options(database)).isEqualTo(1);
            assertThat(database.jdbi().<Integer, RuntimeException>withHandle(handle -> handle.execute(ADD, "beside")))
                    .isEqualTo(1);
            assertThat(options(database)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_bug_in_a_transaction_is_thrown_as_it_is_and_undoes_it(Engine engine) {
        try (var database = Database.open(databases.fresh(engine, home))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> database.transact(sql -> {
                        sql.update(ADD, "lost");
                        throw new IllegalStateException("a bug");
                    }))
                    .withMessage("a bug");

            assertThat(options(database)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void to_warm_up_a_closed_database_harms_nobody(Engine engine) {
        var database = Database.open(databases.fresh(engine, home));
        database.warmUp();
        database.close();

        database.warmUp();

        assertThat(database.answers()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_closed_database_does_not_answer(Engine engine) {
        var database = Database.open(databases.fresh(engine, home));
        database.close();
        database.close();

        assertThat(database.answers()).isFalse();
    }

    @Test
    void the_short_cut_counts_every_migration() {
        assertThat(Migrations.FILES).isEqualTo(migrations());
    }

    @Test
    void the_sqlite_file_is_set_up_to_survive_a_power_cut() {
        try (var database = Database.open(databases.fresh(Engine.SQLITE, home))) {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "synchronous")).isEqualTo("2");
            assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
            assertThat(pragma(database, "busy_timeout")).isEqualTo("10000");
        }
    }

    @Test
    void two_processes_may_have_the_same_sqlite_file_open() {
        var settings = databases.fresh(Engine.SQLITE, home);
        try (var one = Database.open(settings);
                var other = Database.open(settings)) {
            var caller = new fluxbridge.domain.Caller("mira");
            new OptionsStore(one).put(caller, "a", "1");
            new OptionsStore(other).put(caller, "b", "2");

            assertThat(new OptionsStore(one).get(caller)).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void the_data_folder_is_made_for_its_owner_only() throws IOException {
        Path dataDir = home.resolve("a/b");
        Database.open(new StoreSettings(dataDir, Optional.empty())).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir)))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "file/below"})
    void a_file_in_the_way_of_the_data_folder_is_one_clear_problem(String dataDir) throws IOException {
        Files.writeString(home.resolve("file"), "");

        assertProblem(new StoreSettings(home.resolve(dataDir), Optional.empty()))
                .startsWith("BRIDGE_DATA_DIR: " + home.resolve(dataDir) + " cannot be used: ")
                .endsWith("; give the bridge a folder of its own that it may write to");
    }

    @Test
    void a_file_that_is_no_database_is_one_clear_problem() throws IOException {
        Files.writeString(home.resolve("bridge.db"), "this is a text and no database at all".repeat(50));

        assertProblem(new StoreSettings(home, Optional.empty()))
                .startsWith("BRIDGE_DATA_DIR: " + home.resolve("bridge.db") + " cannot be used: ")
                .contains("not a database")
                .endsWith("put a backup in its place with ./bridge restore FILE, which keeps this one aside");
    }

    @Test
    void a_damaged_page_is_found_at_the_start_and_the_way_out_is_named() throws IOException {
        var settings = new StoreSettings(home, Optional.empty());
        try (var database = Database.open(settings)) {
            database.jdbi().useHandle(handle -> {
                for (int i = 0; i < 200; i++) {
                    handle.execute(
                            "INSERT INTO caller_options (caller, name, value) VALUES ('mira', ?, ?)",
                            "option-" + i,
                            "value ".repeat(50));
                }
            });
        }
        try (var file = new RandomAccessFile(home.resolve("bridge.db").toFile(), "rw")) {
            file.seek(file.length() - 3 * 4096);
            file.write(new byte[2 * 4096]);
        }

        assertProblem(settings)
                .startsWith("BRIDGE_DATA_DIR: " + home.resolve("bridge.db") + " cannot be used: it is damaged (")
                .contains("./bridge restore FILE");
        assertThat(Integrity.faultOf(settings)).isPresent();
        assertThat(Integrity.faultOf(new StoreSettings(home.resolve("new"), Optional.empty())))
                .isEmpty();
    }

    @Test
    void a_large_file_is_not_read_through_at_the_start() throws IOException {
        var file = home.resolve("bridge.db");
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(Integrity.MOST_BYTES + 1);
        }

        Integrity.of(file).accept(new org.sqlite.SQLiteDataSource() {
            @Override
            public java.sql.Connection getConnection() {
                throw new AssertionError("it was opened");
            }
        });
    }

    @Test
    void a_postgresql_that_is_not_there_is_one_clear_problem_without_the_password() {
        assertProblem(postgresql("jdbc:postgresql://127.0.0.1:1/bridge?user=me&password=hush"))
                .startsWith("DATABASE_URL: PostgreSQL cannot be used: ")
                .contains("127.0.0.1:1")
                .doesNotContain("hush");
    }

    @Test
    void an_address_that_the_driver_cannot_read_is_one_clear_problem_without_the_password() {
        assertProblem(postgresql("jdbc:postgresql://host:port:7/x?password=hush"))
                .startsWith("DATABASE_URL: PostgreSQL cannot be used: ")
                .doesNotContain("hush");
    }

    private StoreSettings postgresql(String url) {
        return new StoreSettings(home, Optional.of(new Secret(url)));
    }

    private static org.assertj.core.api.AbstractStringAssert<?> assertProblem(StoreSettings settings) {
        var problem = org.assertj.core.api.Assertions.catchThrowableOfType(
                BadSettingsException.class, () -> Database.open(settings).close());
        assertThat(problem.problems()).hasSize(1);
        return assertThat(problem.problems().getFirst()).doesNotContain("\n");
    }

    private static String pragma(Database database, String name) {
        return database.jdbi()
                .<String, RuntimeException>withHandle(handle ->
                        handle.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
