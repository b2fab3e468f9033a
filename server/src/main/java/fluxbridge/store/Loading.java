package fluxbridge.store;

import fluxbridge.config.BadSettingsException;
import fluxbridge.domain.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.sql.DataSource;

/**
 * An empty database that is being filled, in one transaction, with everything that was in another. It gets the schema of the other; the next
 * {@link Database#open} brings it up to date. Closed without {@link #commit} it is as empty as before.
 */
public final class Loading implements AutoCloseable {

    private static final int ROWS_AT_ONCE = 500;
    private static final String EVENTS_OFF_BALANCE =
            "SELECT COUNT(*) FROM (SELECT event FROM ledger_postings GROUP BY event HAVING SUM(delta) <> 0) AS bad";

    private final Connection connection;
    private final List<Table> tables;
    private boolean committed;

    private Loading(Connection connection, List<Table> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /** Where the rows of a table come from. */
    @FunctionalInterface
    public interface Source {
        /** Hands over every row, and returns what they came to where they were written. */
        Tally feed(Snapshot.Lines to) throws IOException;
    }

    /** What is being loaded cannot be used; nothing is changed. */
    public static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        UnfitException(String message) {
            super(message);
        }

        UnfitException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** @param file is not there yet */
    public static Loading intoSqlite(Path file, List<Integer> schema) throws UnfitException {
        var source = new org.sqlite.SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try {
            return into(source, schema);
        } catch (SQLException e) {
            throw DataFolder.unusable(file, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * @param setting names it in complaints
     * @throws BadSettingsException when it cannot be reached
     * @throws UnfitException when it is not empty
     */
    public static Loading intoPostgresql(String setting, Secret url, List<Integer> schema) throws UnfitException {
        try {
            return into(new PostgresqlSource(url), schema);
        } catch (SQLException e) {
            throw Database.postgresqlUnusable(setting, e);
        }
    }

    private static Loading into(DataSource source, List<Integer> schema) throws SQLException, UnfitException {
        var connection = source.getConnection();
        try {
            refuseTables(Table.names(connection));
            var unknown = new HashSet<>(schema);
            unknown.removeAll(Migrations.known(source));
            if (schema.isEmpty() || !unknown.isEmpty()) {
                throw new UnfitException(
                        "its schema has the migrations " + schema
                                + ", which this version of the bridge does not know; use the version that made it, or a newer one");
            }
            try {
                Migrations.upTo(source, schema.getLast());
                return begin(connection);
            } catch (SQLException | RuntimeException e) {
                dropAll(connection);
                throw e;
            }
        } catch (SQLException | UnfitException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void refuseTables(List<String> names) throws UnfitException {
        if (!names.isEmpty()) {
            throw new UnfitException("the database is not empty: it has "
                    + String.join(", ", names.subList(0, Math.min(3, names.size()))) + (names.size() > 3 ? ", …" : "")
                    + "; make a new one (CREATE DATABASE …) and name that");
        }
    }

    /** What migrations put into tables goes: it comes again with the rest. */
    private static Loading begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        var tables = Table.all(connection);
        for (var table : tables) {
            execute(connection, "DELETE FROM " + Table.quoted(table.name()));
        }
        return new Loading(connection, tables);
    }

    /**
     * Fills one table, and reads it back.
     *
     * @throws UnfitException when the rows do not fit, or are not what came in where they were written
     */
    public Tally fill(Table table, Source from) throws IOException, UnfitException {
        if (tables.stream()
                .noneMatch(it -> it.name().equals(table.name())
                        && new HashSet<>(it.columns()).equals(new HashSet<>(table.columns())))) {
            throw new UnfitException("its table " + table.name() + " is not one that its schema makes");
        }
        try (var insert = connection.prepareStatement(table.insert())) {
            var batch = new Batch(insert, types(table));
            var expected = from.feed(batch);
            batch.send();
            var found = Snapshot.read(connection, table, _ -> {});
            if (!found.equals(expected)) {
                throw new UnfitException("the table " + table.name() + " has " + found.rows()
                        + " rows now that are not the " + expected.rows() + " that were written down");
            }
            return found;
        } catch (SQLException e) {
            throw new UnfitException("the table " + table.name() + " cannot be filled: " + innermost(e), e);
        } catch (NotTaken e) {
            throw new UnfitException("the table " + table.name() + " cannot be filled: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new UnfitException("a row of the table " + table.name() + " cannot be read", e);
        }
    }

    /** The database did not take rows. */
    private static final class NotTaken extends IOException {
        private static final long serialVersionUID = 1L;

        NotTaken(SQLException e) {
            super(innermost(e), e);
        }
    }

    /** Rows on their way into a table. */
    private static final class Batch implements Snapshot.Lines {

        private final PreparedStatement insert;
        private final List<Integer> types;
        private int waiting;

        Batch(PreparedStatement insert, List<Integer> types) {
            this.insert = insert;
            this.types = types;
        }

        @Override
        public void line(String json) throws IOException {
            try {
                Row.read(json).bind(insert, types);
                insert.addBatch();
                if (++waiting == ROWS_AT_ONCE) {
                    send();
                }
            } catch (SQLException e) {
                throw new NotTaken(e);
            }
        }

        void send() throws SQLException {
            if (waiting > 0) {
                insert.executeBatch();
                waiting = 0;
            }
        }
    }

    private List<Integer> types(Table table) throws SQLException {
        var types = new ArrayList<Integer>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(table.select() + " WHERE 1 = 0")) {
            for (int i = 1; i <= table.columns().size(); i++) {
                types.add(rows.getMetaData().getColumnType(i));
            }
        }
        return types;
    }

    /**
     * Makes it stay, once the books are found to balance.
     *
     * @param filled the tables that were filled, which must be all
     */
    public void commit(List<Table> filled) throws UnfitException {
        var missing = new ArrayList<>(tables.stream().map(Table::name).toList());
        missing.removeAll(filled.stream().map(Table::name).toList());
        if (!missing.isEmpty()) {
            throw new UnfitException("it lacks the tables " + missing);
        }
        try {
            if (tables.stream().anyMatch(table -> table.name().equals("ledger_postings"))) {
                long bad = count(EVENTS_OFF_BALANCE);
                if (bad > 0) {
                    throw new UnfitException("its ledger has " + bad + " events that do not sum to zero");
                }
            }
            connection.commit();
            committed = true;
        } catch (SQLException e) {
            throw new UnfitException("the database did not take it: " + innermost(e), e);
        }
    }

    private long count(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** The first line: those after it repeat the row. */
    private static String innermost(SQLException e) {
        var next = e.getNextException();
        return String.valueOf((next == null ? e : next).getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void dropAll(Connection connection) throws SQLException {
        for (var name : Table.names(connection)) {
            execute(connection, "DROP TABLE " + Table.quoted(name));
        }
    }

    @Override
    public void close() {
        try (connection) {
            if (!committed) {
                connection.rollback();
                connection.setAutoCommit(true);
                dropAll(connection);
            }
        } catch (SQLException _) {
            // The connection is gone, and with it what was not committed.
        }
    }
}
