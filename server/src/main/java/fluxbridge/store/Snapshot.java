package fluxbridge.store;

import fluxbridge.config.BadSettingsException;
import fluxbridge.config.StoreSettings;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Everything that is in the database at one moment, while others go on writing. Reading it holds nobody up. */
public final class Snapshot implements AutoCloseable {

    private static final int ROWS_AT_ONCE = 1000;

    private final Connection connection;
    private final String engine;
    private final List<Integer> schema;
    private final List<Table> tables;

    private Snapshot(Connection connection, String engine) throws SQLException {
        this.connection = connection;
        this.engine = engine;
        this.schema = Table.schema(connection); // the first read fixes the moment
        this.tables = Table.all(connection);
    }

    /** Hears of one row after the other, each a line of JSON. */
    @FunctionalInterface
    public interface Lines {
        void line(String json) throws java.io.IOException;
    }

    /** @throws BadSettingsException when there is no database that can be read */
    public static Snapshot of(StoreSettings settings) {
        return settings.databaseUrl().isPresent() ? postgresql(settings) : sqlite(settings);
    }

    private static Snapshot sqlite(StoreSettings settings) {
        var file = settings.dataDir().resolve(Database.FILE);
        if (!Files.exists(file)) {
            throw DataFolder.unusable(file, "there is no database yet", new NoSuchFileException(file.toString()));
        }
        try {
            // Not the settings of a writer: this transaction must not take the write lock.
            var source = new org.sqlite.SQLiteDataSource();
            source.setUrl("jdbc:sqlite:" + file);
            return begin(source.getConnection(), "SQLite " + file);
        } catch (SQLException e) {
            throw DataFolder.unusable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static Snapshot postgresql(StoreSettings settings) {
        try {
            var connection = new PostgresqlSource(settings.databaseUrl().orElseThrow()).getConnection();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            return begin(connection, "PostgreSQL");
        } catch (SQLException e) {
            throw Database.postgresqlUnusable("DATABASE_URL", e);
        }
    }

    private static Snapshot begin(Connection connection, String engine) throws SQLException {
        try {
            connection.setAutoCommit(false);
            return new Snapshot(connection, engine);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The engine, and the file where there is one. */
    public String engine() {
        return engine;
    }

    /** The versions of the migrations that made the schema. */
    public List<Integer> schema() {
        return schema;
    }

    /** Every table there is. */
    public List<Table> tables() {
        return tables;
    }

    /** Reads a table from beginning to end. */
    public Tally read(Table table, Lines lines) throws java.io.IOException {
        try {
            return read(connection, table, lines);
        } catch (SQLException e) {
            throw new java.io.IOException("the table " + table.name() + " cannot be read: " + e.getMessage(), e);
        }
    }

    static Tally read(Connection connection, Table table, Lines lines) throws SQLException, java.io.IOException {
        var tally = Tally.NONE;
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (var rows = statement.executeQuery(table.select())) {
                while (rows.next()) {
                    var json = Row.of(rows, table.columns().size()).json();
                    tally = tally.plus(json);
                    lines.line(json);
                }
            }
        }
        return tally;
    }

    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException _) {
            // nothing was written
        }
    }
}
