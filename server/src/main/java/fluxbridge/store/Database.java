package fluxbridge.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import fluxbridge.config.BadSettingsException;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Secret;
import fluxbridge.store.Statements.StatementException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The one database: an SQLite file in the data folder, or the PostgreSQL that {@code DATABASE_URL} names.
 *
 * <p>Open means migrated. On SQLite everything goes through one connection, as the engine has one writer anyway.
 */
public final class Database implements AutoCloseable {

    static final String FILE = "bridge.db";
    private static final int POSTGRESQL_CONNECTIONS = 8;
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(10);
    private static final Duration BUSY_WAIT = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final String name;
    private final boolean shared;
    private final boolean migrated;
    private final FolderLock lock;

    private Database(HikariDataSource pool, String name, boolean shared, boolean migrated, FolderLock lock) {
        this.lock = lock;
        this.shared = shared;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        // No SQL here is a template, and the parser of templates costs time at the start.
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
        this.name = name;
        this.migrated = migrated;
    }

    /**
     * Connects and brings the schema up to date.
     *
     * @throws BadSettingsException naming {@code BRIDGE_DATA_DIR} or {@code DATABASE_URL} when that cannot be done
     */
    public static Database open(StoreSettings settings) {
        Path dataDir = DataFolder.ready(settings.dataDir());
        var lock = FolderLock.shared(dataDir);
        try {
            FolderContents.refuseHalfReplaced(dataDir);
            return settings.databaseUrl()
                    .map(url -> openPostgresql(url, lock))
                    .orElseGet(() -> openSqlite(dataDir.resolve(FILE), lock));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Database openSqlite(Path file, FolderLock lock) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // FULL: a commit survives a power cut and costs one fsync; inTransaction() does without where that may be.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(Math.toIntExact(BUSY_WAIT.toMillis()));
        config.enforceForeignKeys(true);
        // Takes the write lock at the start: a lock that is upgraded half way fails at once instead of waiting.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        var pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(1);
        try {
            return open(pool, "SQLite " + file, false, lock, Integrity.of(file));
        } catch (BadSettingsException damaged) {
            throw damaged;
        } catch (RuntimeException e) {
            throw Integrity.looksDamaged(e)
                    ? Integrity.damaged(file, fromEngine(e).orElse(""), e)
                    : DataFolder.unusable(file, fromEngine(e).orElse(String.valueOf(e.getMessage())), e);
        }
    }

    private static Database openPostgresql(Secret url, FolderLock lock) {
        var pool = new HikariConfig();
        pool.setDriverClassName("org.postgresql.Driver");
        pool.setJdbcUrl(url.reveal());
        pool.setMaximumPoolSize(POSTGRESQL_CONNECTIONS);
        try {
            return open(pool, "PostgreSQL", true, lock, _ -> {});
        } catch (RuntimeException e) {
            throw postgresqlUnusable("DATABASE_URL", e);
        }
    }

    /** The pool's own words may repeat the address with its password; those of the engine do not. */
    static BadSettingsException postgresqlUnusable(String setting, Exception e) {
        return new BadSettingsException(
                setting + ": PostgreSQL cannot be used: "
                        + fromEngine(e).orElse("the address is not one that its driver understands")
                        + "; check host, database, user and password"
                        + (setting.equals("DATABASE_URL") ? ", or leave it out for SQLite" : ""),
                new SQLException(e.getClass().getName()));
    }

    private static Database open(
            HikariConfig config, String name, boolean shared, FolderLock lock, Consumer<DataSource> check) {
        config.setPoolName("store");
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
        var pool = new HikariDataSource(config);
        try {
            check.accept(pool);
            boolean migrated = Migrations.run(pool);
            return new Database(pool, name, shared, migrated, lock);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** True when opening it made or changed the schema. */
    public boolean migrated() {
        return migrated;
    }

    /** For stores only. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /**
     * Runs a transaction.
     *
     * @param durable false when a power cut may undo it: the commit then waits for no disk. A crash of the process undoes neither kind.
     */
    void inTransaction(boolean durable, Consumer<Handle> work) {
        jdbi.useHandle(handle -> {
            if (durable) {
                handle.useTransaction(work::accept);
            } else if (shared) {
                handle.useTransaction(open -> {
                    open.execute("SET LOCAL synchronous_commit TO OFF");
                    work.accept(open);
                });
            } else {
                synchronous(handle, SQLiteConfig.SynchronousMode.NORMAL);
                try {
                    handle.useTransaction(work::accept);
                } finally {
                    synchronous(handle, SQLiteConfig.SynchronousMode.FULL);
                }
            }
        });
    }

    /** A mode of the connection; SQLite refuses to change it inside a transaction. */
    private static void synchronous(Handle handle, SQLiteConfig.SynchronousMode mode) {
        var sql = "PRAGMA synchronous = " + mode.getValue();
        try (var statement = handle.getConnection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new StatementException(sql, e);
        }
    }

    /** True when other bridges may use the same database. */
    public boolean isShared() {
        return shared;
    }

    /** True when a query gets its answer now. */
    public boolean answers() {
        try {
            return jdbi.withHandle(handle -> handle.getConnection().isValid(1));
        } catch (JdbiException | SQLException _) {
            return false;
        }
    }

    /** Closes every connection; a second call does nothing. */
    @Override
    public void close() {
        pool.close();
        lock.close();
    }

    /** The engine, and the file where there is one. */
    @Override
    public String toString() {
        return name;
    }

    /** What the engine itself said, in one line. */
    private static Optional<String> fromEngine(Throwable problem) {
        return Stream.iterate(problem, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((_, inner) -> inner)
                .map(message -> message.replaceAll("\\s+", " "));
    }
}
