package fluxbridge.store;

import com.zaxxer.hikari.HikariDataSource;
import fluxbridge.config.BadSettingsException;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Secret;
import fluxbridge.store.Statements.StatementException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;
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
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Jdbi jdbi;
    private final String name;
    private final boolean shared;
    private final boolean migrated;
    private final FolderLock folder;

    private Database(HikariDataSource pool, String name, boolean shared, boolean migrated, FolderLock folder) {
        this.folder = folder;
        this.shared = shared;
        this.pool = pool;
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
        var pool = new HikariDataSource();
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
        var pool = new HikariDataSource();
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
            HikariDataSource pool, String name, boolean shared, FolderLock lock, Consumer<DataSource> check) {
        pool.setPoolName("store");
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(CONNECTION_WAIT.toMillis());
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

    /**
     * For stores only; made when it is first asked for. What a start and a client's first question need goes through {@link #read} and
     * {@link #transact} instead: Jdbi reads annotations and loads the flight recorder, which takes longer than the rest of the opening together.
     */
    public Jdbi jdbi() {
        var known = jdbi;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = jdbi;
            if (known == null) {
                known = Jdbi.create(pool);
                // No SQL here is a template.
                known.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
                jdbi = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Makes and runs in what the first request would wait for. A database in trouble tells that request. */
    public void warmUp() {
        try {
            jdbi().useHandle(handle ->
                    handle.createQuery("SELECT 1").mapTo(Integer.class).one());
        } catch (JdbiException _) {
            // the request that needs it hears why
        }
    }

    /** Reads in the words of JDBC, outside a transaction. */
    <R> R read(Function<Statements, R> work) {
        try (var connection = connect();
                var sql = new Statements(connection)) {
            return work.apply(sql);
        } catch (SQLException e) {
            throw new StatementException("close", e);
        }
    }

    /** Runs a durable transaction in the words of JDBC and returns what it found. */
    <R> R transact(Function<Statements, R> work) {
        var found = new ArrayList<R>(1);
        inTransaction(true, connection -> {
            try (var sql = new Statements(connection)) {
                found.add(work.apply(sql));
            }
        });
        return found.getFirst();
    }

    /**
     * Runs a transaction.
     *
     * @param durable false when a power cut may undo it: the commit then waits for no disk. A crash of the process undoes neither kind.
     * @throws JdbiException when the engine refused something; a {@link ConnectionException} when there is no connection to be had
     */
    void inTransaction(boolean durable, Consumer<Connection> work) {
        try (var connection = connect()) {
            if (durable) {
                commit(connection, work);
            } else if (shared) {
                commit(connection, open -> {
                    execute(open, "SET LOCAL synchronous_commit TO OFF");
                    work.accept(open);
                });
            } else {
                synchronous(connection, SQLiteConfig.SynchronousMode.NORMAL);
                try {
                    commit(connection, work);
                } finally {
                    synchronous(connection, SQLiteConfig.SynchronousMode.FULL);
                }
            }
        } catch (SQLException e) {
            throw new StatementException("COMMIT", e);
        }
    }

    private Connection connect() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private void commit(Connection connection, Consumer<Connection> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.accept(connection);
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
    }

    /** A connection that cannot be rolled back must not be used again: what is half written would be committed with the next transaction. */
    private void rollBack(Connection connection, Throwable reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
            pool.evictConnection(connection);
        }
    }

    /** A mode of the connection; SQLite refuses to change it inside a transaction. */
    private static void synchronous(Connection connection, SQLiteConfig.SynchronousMode mode) {
        execute(connection, "PRAGMA synchronous = " + mode.getValue());
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
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
        try (var connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException _) {
            return false;
        }
    }

    /** Closes every connection; a second call does nothing. */
    @Override
    public void close() {
        pool.close();
        folder.close();
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
