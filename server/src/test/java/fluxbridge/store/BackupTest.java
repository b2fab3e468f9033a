package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.access.Tokens;
import fluxbridge.backup.Backup;
import fluxbridge.backup.BackupException;
import fluxbridge.backup.Contents;
import fluxbridge.backup.Move;
import fluxbridge.backup.Restore;
import fluxbridge.config.AuditSettings;
import fluxbridge.config.BadSettingsException;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.store.LedgerStore.Caps;
import fluxbridge.store.LedgerStore.NewHold;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Backup, restore and the move to PostgreSQL, on real databases. */
final class BackupTest {

    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");

    /** Holds what a careless copy would break. */
    private static final String TEXT = "Mira's \"café\"\t\\n 猫 🌊\r\n, null\u2028";

    @RegisterExtension
    final Databases databases = new Databases();

    @TempDir
    Path home;

    private static Path filled;
    private static String secret;

    /** Making a schema takes longer than copying a file. */
    @BeforeAll
    static void fillOnce(@TempDir Path folder) throws IOException {
        filled = folder;
        secret = fill(new StoreSettings(folder, Optional.empty()));
    }

    /** SQLite, with rows in every table and a token with the {@code secret}. */
    private StoreSettings sqlite(String name) throws IOException {
        var dataDir = home.resolve(name);
        try (Stream<Path> files = Files.walk(filled)) {
            for (var file : files.toList()) {
                Files.copy(file, dataDir.resolve(filled.relativize(file).toString()));
            }
        }
        return new StoreSettings(dataDir, Optional.empty());
    }

    private static Backup backup(StoreSettings settings) {
        return new Backup(settings, "1.2.3", InstantSource.fixed(NOW));
    }

    private static Restore restore(StoreSettings settings) {
        return new Restore(settings, InstantSource.fixed(NOW));
    }

    private static Tokens tokens(Database database, Path dataDir) {
        return new Tokens(
                new TokenStore(database),
                KeyFile.open(dataDir, new SecureRandom()),
                InstantSource.fixed(NOW),
                () -> UUID.randomUUID().toString(),
                new SecureRandom(),
                _ -> {});
    }

    /** A database with at least two rows in every table, some with nulls wherever a column takes them; returns the secret of a token. */
    private static String fill(StoreSettings settings) throws IOException {
        try (var database = Database.open(settings);
                var ledger = new LedgerStore(database)) {
            var issued = tokens(database, settings.dataDir())
                    .create(
                            "mira",
                            Set.of(Scope.IMAGES),
                            new TokenLimits(
                                    Optional.of(3),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()),
                            Optional.empty(),
                            Optional.empty())
                    .orElseThrow();
            ledger.hold(new NewHold("h", "r", "mira", "2026-11-23", "run"), 500, new Caps(null, null, null), NOW);
            audit(database, settings).append("mira", "rule", "", "a prompt");
            Files.createDirectories(settings.dataDir().resolve("extension"));
            Files.writeString(settings.dataDir().resolve("extension/0001-1.zip"), "first");
            database.jdbi().<SQLException>useHandle(handle -> fillUp(handle.getConnection()));
            return issued.secret();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuditStore audit(Database database, StoreSettings settings) {
        return new AuditStore(
                database,
                KeyFile.open(settings.dataDir(), new SecureRandom()),
                new AuditSettings(true, Duration.ofDays(1)),
                InstantSource.fixed(NOW));
    }

    /** Every table that is still empty gets rows made up from its columns; the chained and balanced ones were filled above. */
    private static void fillUp(Connection connection) throws SQLException {
        for (var table : Table.all(connection)) {
            if (count(connection, table) == 0) {
                for (boolean withNulls : new boolean[] {false, true}) {
                    insert(connection, table, withNulls);
                }
            }
            assertThat(count(connection, table)).as(table.name()).isPositive();
        }
    }

    private static void insert(Connection connection, Table table, boolean withNulls) throws SQLException {
        try (var rows = connection.getMetaData().getColumns(null, connection.getSchema(), table.name(), "%");
                var insert = connection.prepareStatement(table.insert())) {
            for (int i = 1; rows.next(); i++) {
                boolean text = rows.getString("TYPE_NAME").equalsIgnoreCase("text");
                // SQLite calls a TEXT PRIMARY KEY, always the first column, nullable.
                if (withNulls && i > 1 && rows.getString("IS_NULLABLE").equals("YES")) {
                    insert.setObject(i, null);
                } else if (text) {
                    insert.setString(i, (withNulls ? "b" : "a") + TEXT + i);
                } else if (rows.getString("TYPE_NAME").equalsIgnoreCase("bigint")
                        || rows.getString("TYPE_NAME").equalsIgnoreCase("int8")) {
                    insert.setLong(i, withNulls ? Long.MIN_VALUE : Long.MAX_VALUE - i);
                } else {
                    insert.setInt(i, withNulls ? Integer.MIN_VALUE : Integer.MAX_VALUE - i);
                }
            }
            insert.executeUpdate();
        }
    }

    private static long count(Connection connection, Table table) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM " + Table.quoted(table.name()))) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    /** What every table holds, by name. */
    private static Map<String, Tally> contents(StoreSettings settings) throws IOException {
        var contents = new LinkedHashMap<String, Tally>();
        try (var snapshot = Snapshot.of(settings)) {
            for (var table : snapshot.tables()) {
                contents.put(table.name(), snapshot.read(table, _ -> {}));
            }
        }
        return contents;
    }

    private StoreSettings settings(Engine engine, String name) {
        return databases.fresh(engine, home.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({"SQLITE, SQLITE", "SQLITE, POSTGRESQL", "POSTGRESQL, SQLITE", "POSTGRESQL, POSTGRESQL"})
    void every_row_of_every_table_comes_back_in_either_database_and_the_token_is_good(Engine from, Engine to)
            throws IOException {
        var old = from == Engine.SQLITE ? sqlite("old") : settings(from, "old");
        var token = from == Engine.SQLITE ? secret : fill(old);
        var fresh = settings(to, "new");

        var written = backup(old).write(home.resolve("backup.zip"), false);
        var restored = restore(fresh).read(home.resolve("backup.zip"));

        assertThat(restored.contents()).isEqualTo(written);
        assertThat(restored.replaced()).isEmpty();
        assertThat(contents(fresh)).isEqualTo(contents(old)).hasSizeGreaterThan(10);
        assertThat(contents(fresh).values())
                .allSatisfy(tally -> assertThat(tally.rows()).isPositive());
        assertThat(fresh.dataDir().resolve("extension/0001-1.zip")).hasContent("first");
        try (var database = Database.open(fresh)) {
            assertThat(database.migrated()).isFalse();
            assertThat(tokens(database, fresh.dataDir()).find(token)).isPresent();
            assertThat(audit(database, fresh).verify()).isEqualTo(new AuditStore.Verdict(1, null));
        }
    }

    @Test
    void what_is_in_sqlite_moves_to_an_empty_postgresql_and_stays_as_it_was() throws IOException {
        var old = sqlite("data");
        var before = contents(old);
        var fresh = settings(Engine.POSTGRESQL, "data");

        var moved = new Move(old).to(fresh.databaseUrl().orElseThrow());

        assertThat(moved).extracting(rows -> rows.table().name()).containsExactlyElementsOf(before.keySet());
        assertThat(contents(fresh)).isEqualTo(before);
        assertThat(contents(old)).isEqualTo(before);
        try (var database = Database.open(fresh)) {
            assertThat(tokens(database, fresh.dataDir()).find(secret)).isPresent();
        }
    }

    /** Nothing would bring the next number of a sequence along. */
    @Test
    void no_table_has_numbers_of_its_own() {
        try (var database = Database.open(settings(Engine.POSTGRESQL, "data"))) {
            assertThat(database.jdbi()
                            .<Integer, RuntimeException>withHandle(
                                    handle -> handle.createQuery("SELECT COUNT(*) FROM information_schema.sequences")
                                            .mapTo(Integer.class)
                                            .one()))
                    .isZero();
        }
    }

    @Test
    void a_postgresql_that_is_not_empty_is_left_alone() throws IOException {
        var old = sqlite("data");
        var taken = settings(Engine.POSTGRESQL, "data");
        Database.open(taken).close();
        var before = contents(taken);

        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> new Move(old).to(taken.databaseUrl().orElseThrow()))
                .withMessageContaining("nothing was moved: the database is not empty: it has access_days, ")
                .withMessageContaining("CREATE DATABASE");
        assertThat(contents(taken)).isEqualTo(before);
    }

    @Test
    void a_move_that_fails_leaves_postgresql_empty() throws IOException {
        var old = sqlite("data");
        try (var database = Database.open(old)) {
            // SQLite takes a character that PostgreSQL does not.
            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "INSERT INTO caller_options (caller, name, value) VALUES ('mira', 'a', ?)", "\0"));
        }
        var fresh = settings(Engine.POSTGRESQL, "data");

        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> new Move(old).to(fresh.databaseUrl().orElseThrow()))
                .withMessageContaining("nothing was moved: the table caller_options cannot be filled");
        assertThatExceptionOfType(BadSettingsException.class)
                .as("there is no schema")
                .isThrownBy(() -> contents(fresh));
        try (var database = Database.open(old)) {
            database.jdbi().useHandle(handle -> handle.execute("DELETE FROM caller_options WHERE caller = 'mira'"));
        }
        assertThat(new Move(old).to(fresh.databaseUrl().orElseThrow())).isNotEmpty();
    }

    @Test
    void books_that_do_not_balance_are_not_moved() throws IOException {
        var old = sqlite("data");
        try (var database = Database.open(old)) {
            database.jdbi().useHandle(handle -> handle.execute("UPDATE ledger_postings SET delta = delta + 1"));
        }
        var fresh = settings(Engine.POSTGRESQL, "data");

        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> new Move(old).to(fresh.databaseUrl().orElseThrow()))
                .withMessageContaining("do not sum to zero");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_backup_is_of_one_moment_and_holds_nobody_up(Engine engine) throws IOException {
        var settings = settings(engine, "data");
        try (var database = Database.open(settings)) {
            var options = new OptionsStore(database);
            options.put(new fluxbridge.domain.Caller("mira"), "a", "1");
            try (var snapshot = Snapshot.of(settings)) {
                options.put(new fluxbridge.domain.Caller("mira"), "b", "2");
                var table = snapshot.tables().stream()
                        .filter(it -> it.name().equals("caller_options"))
                        .findFirst()
                        .orElseThrow();

                assertThat(snapshot.read(table, _ -> {}).rows()).isOne();
            }
            assertThat(contents(settings).get("caller_options"))
                    .extracting(Tally::rows)
                    .isEqualTo(2L);
        }
    }

    @Test
    void a_backup_is_its_owners_alone_and_replaces_nothing_unasked() throws IOException {
        var settings = sqlite("data");
        var file = home.resolve("backup.zip");
        backup(settings).write(file, false);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backup(settings).write(file, false))
                .withMessageContaining("exists; take another name, or say --force");
        Files.writeString(file, "old");
        backup(settings).write(file, true);
        assertThat(Files.size(file)).isGreaterThan(1000);
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(it -> it.getFileName().toString())).containsExactlyInAnyOrder("backup.zip", "data");
        }
    }

    @Test
    void a_backup_needs_a_database_and_a_folder_to_go_to() throws IOException {
        var none = settings(Engine.SQLITE, "none");
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> backup(none).write(home.resolve("b.zip"), false))
                .withMessageContaining("there is no database yet");
        var settings = sqlite("data");
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backup(settings).write(home.resolve("no/b.zip"), false))
                .withMessageContaining("there is no folder for");
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backup(settings).write(home, true))
                .withMessageContaining("is a folder; name a file");
    }

    @Test
    void restoring_keeps_what_was_there_aside() throws IOException {
        var settings = sqlite("data");
        backup(settings).write(home.resolve("backup.zip"), false);
        var key = Files.readAllBytes(settings.dataDir().resolve("bridge.key"));
        Files.write(settings.dataDir().resolve("bridge.key"), new byte[32]);
        Files.writeString(settings.dataDir().resolve("bridge.db"), "ruined");
        Files.writeString(settings.dataDir().resolve("bridge.db-wal"), "ruined too");

        var restored = restore(settings).read(home.resolve("backup.zip"));

        var aside = restored.replaced().orElseThrow();
        assertThat(aside).isEqualTo(settings.dataDir().resolve("replaced-20261123T060000Z"));
        assertThat(aside.resolve("bridge.db")).hasContent("ruined");
        assertThat(aside.resolve("bridge.db-wal")).hasContent("ruined too");
        assertThat(aside.resolve("bridge.key")).hasBinaryContent(new byte[32]);
        assertThat(settings.dataDir().resolve("bridge.key")).hasBinaryContent(key);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(settings.dataDir().resolve("bridge.key"))))
                .isEqualTo("rw-------");
        Database.open(settings).close();
    }

    @Test
    void nothing_is_replaced_while_a_bridge_runs() throws IOException {
        var settings = sqlite("data");
        backup(settings).write(home.resolve("backup.zip"), false);
        var target = settings(Engine.POSTGRESQL, "data");
        try (var running = Database.open(settings)) {
            assertThatExceptionOfType(BadSettingsException.class)
                    .isThrownBy(() -> restore(settings).read(home.resolve("backup.zip")))
                    .withMessageContaining("a bridge runs on " + settings.dataDir() + "; stop it first");
            assertThatExceptionOfType(BadSettingsException.class)
                    .isThrownBy(() -> new Move(settings).to(target.databaseUrl().orElseThrow()))
                    .withMessageContaining("a bridge runs");
            assertThat(running.answers()).isTrue();
        }
        try (var _ = FolderLock.alone(settings.dataDir())) {
            assertThatExceptionOfType(BadSettingsException.class)
                    .isThrownBy(() -> Database.open(settings).close())
                    .withMessageContaining("are being replaced");
        }
    }

    @Test
    void a_restore_that_was_cut_off_keeps_bridges_from_starting_until_it_is_repeated() throws IOException {
        var settings = sqlite("data");
        backup(settings).write(home.resolve("backup.zip"), false);
        Files.writeString(settings.dataDir().resolve("restore.unfinished"), "");
        Files.delete(settings.dataDir().resolve("bridge.db"));
        Files.createDirectories(settings.dataDir().resolve("restoring/extension"));

        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> Database.open(settings).close())
                .withMessageContaining("cut off half way; do it again with ./bridge restore FILE");
        restore(settings).read(home.resolve("backup.zip"));
        Database.open(settings).close();
        assertThat(settings.dataDir().resolve("restoring")).doesNotExist();
    }

    @Test
    void a_file_that_is_no_whole_backup_changes_nothing() throws IOException {
        var settings = sqlite("data");
        var before = contents(settings);
        var file = home.resolve("backup.zip");
        backup(settings).write(file, false);

        assertRefused(settings, home.resolve("none.zip"), "none.zip is not there");
        Files.writeString(home.resolve("text.zip"), "some text");
        assertRefused(settings, home.resolve("text.zip"), "it is no ZIP file, or not a whole one");
        edited(file, "cut.zip", path -> {
            try (var raw = new RandomAccessFile(path.toFile(), "rw")) {
                raw.setLength(raw.length() / 2);
            }
        });
        assertRefused(settings, home.resolve("cut.zip"), "it is no ZIP file");
        inside(file, "key.zip", zip -> Files.write(zip.getPath("files/bridge.key"), new byte[32]));
        assertRefused(settings, home.resolve("key.zip"), "bridge.key was changed");
        inside(
                file,
                "row.zip",
                zip -> Files.writeString(zip.getPath("tables/caller_options.jsonl"), "[\"a\",\"b\",\"c\"]\n"));
        assertRefused(settings, home.resolve("row.zip"), "caller_options has 1 rows now that are not the 2");
        inside(file, "gone.zip", zip -> Files.delete(zip.getPath("tables/caller_options.jsonl")));
        assertRefused(settings, home.resolve("gone.zip"), "tables/caller_options.jsonl is missing");
        manifest(file, "newer.zip", "\"schema\" : [ 1", "\"schema\" : [ 999, 1");
        assertRefused(settings, home.resolve("newer.zip"), "which this version of the bridge does not know");
        manifest(file, "format.zip", "\"format\" : 1", "\"format\" : 2");
        assertRefused(settings, home.resolve("format.zip"), "its format is 2");
        manifest(file, "escape.zip", "\"bridge.key\"", "\"extension/../../x\"");
        assertRefused(settings, home.resolve("escape.zip"), "which is no file of a data folder");

        assertThat(contents(settings)).isEqualTo(before);
        try (Stream<Path> files = Files.list(settings.dataDir())) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("replaced") || name.startsWith("restor"));
        }
    }

    /** An archive of an earlier version: without the tables of later migrations. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void an_older_backup_is_brought_up_to_date(Engine engine) throws IOException {
        var old = settings(Engine.SQLITE, "old");
        try (var loading =
                Loading.intoSqlite(FolderContents.database(FolderContents.makeFolder(home, "old")), List.of(1))) {
            loading.fill(new Table("caller_options", List.of("caller", "name", "value")), to -> {
                to.line("[\"mira\",\"a\",\"1\"]");
                return Tally.NONE.plus("[\"mira\",\"a\",\"1\"]");
            });
            loading.commit(List.of(new Table("caller_options", List.of())));
        } catch (Loading.UnfitException e) {
            throw new IllegalStateException(e);
        }
        var fresh = settings(engine, "new");

        assertThat(backup(old).write(home.resolve("b.zip"), false))
                .extracting(Contents::schema)
                .isEqualTo(List.of(1));
        restore(fresh).read(home.resolve("b.zip"));

        try (var database = Database.open(fresh)) {
            assertThat(database.migrated()).isTrue();
            assertThat(new OptionsStore(database).get(new fluxbridge.domain.Caller("mira")))
                    .containsEntry("a", "1");
        }
    }

    private static void assertRefused(StoreSettings settings, Path file, String why) {
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> restore(settings).read(file))
                .withMessageContaining(why)
                .withMessageContaining(file.toString());
    }

    private interface Edit<T> {
        void on(T it) throws IOException;
    }

    private static void edited(Path file, String name, Edit<Path> edit) throws IOException {
        var copy = file.resolveSibling(name);
        Files.copy(file, copy);
        edit.on(copy);
    }

    private static void inside(Path file, String name, Edit<FileSystem> edit) throws IOException {
        edited(file, name, copy -> {
            try (var zip = FileSystems.newFileSystem(copy)) {
                edit.on(zip);
            }
        });
    }

    private static void manifest(Path file, String name, String old, String fresh) throws IOException {
        inside(file, name, zip -> {
            var manifest = zip.getPath("manifest.json");
            var text = Files.readString(manifest);
            assertThat(text).contains(old);
            Files.writeString(manifest, text.replace(old, fresh));
        });
    }
}
