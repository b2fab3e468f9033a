package fluxbridge.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * SQL in the words of JDBC, with question marks: of a thread that writes all day, and of what every start reads. Each statement is prepared once
 * for as long as its connection lives, over all transactions: SQLite's driver keeps none, and to prepare one costs as much as to carry it out.
 * Arguments are {@code String}, {@code Long}, {@code Integer} or null.
 *
 * <p>For one thread. Every failure is a {@link JdbiException}, like those of the other stores.
 */
final class Statements implements AutoCloseable {

    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private @Nullable Connection connection;

    /** Makes one row an object. */
    @FunctionalInterface
    interface Mapper<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** The engine refused a statement. */
    static final class StatementException extends JdbiException {
        private static final long serialVersionUID = 1L;

        StatementException(String sql, SQLException cause) {
            super(cause.getMessage() + " [" + sql + "]", cause);
        }
    }

    /** Those of no connection yet: {@link #use} must come first. */
    Statements() {}

    /** Those of one connection, to be closed before it is. */
    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Says on which connection the next statements run. */
    void use(Connection pooled) {
        try {
            // The pool's wrapper closes its statements when the connection goes back; those of the connection itself
            // stay.
            var own = pooled.unwrap(Connection.class);
            if (!own.equals(connection)) {
                forget();
                connection = own;
            }
        } catch (SQLException e) {
            throw new StatementException("unwrap", e);
        }
    }

    private void forget() throws SQLException {
        var old = List.copyOf(prepared.values());
        prepared.clear();
        for (var statement : old) {
            statement.close();
        }
    }

    @Override
    public void close() {
        try {
            forget();
        } catch (SQLException e) {
            throw new StatementException("close", e);
        }
    }

    /** @return how many rows it changed */
    int update(String sql, @Nullable Object... arguments) {
        try {
            return bound(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw new StatementException(sql, e);
        }
    }

    /** Carries a statement out once for each array of arguments, in one exchange with the engine. */
    void updateAll(String sql, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            var statement = statement(sql);
            try {
                for (var row : rows) {
                    bind(statement, row);
                    statement.addBatch();
                }
                statement.executeBatch();
            } finally {
                statement.clearBatch();
            }
        } catch (SQLException e) {
            throw new StatementException(sql, e);
        }
    }

    <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... arguments) {
        try (var rows = bound(sql, arguments).executeQuery()) {
            var all = new ArrayList<T>();
            while (rows.next()) {
                all.add(mapper.of(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new StatementException(sql, e);
        }
    }

    <T> Optional<T> find(String sql, Mapper<T> mapper, @Nullable Object... arguments) {
        return list(sql, mapper, arguments).stream().findFirst();
    }

    private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
        var statement = statement(sql);
        bind(statement, arguments);
        return statement;
    }

    private PreparedStatement statement(String sql) throws SQLException {
        var known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        if (connection == null) {
            throw new IllegalStateException("there is no transaction");
        }
        var fresh = connection.prepareStatement(sql);
        prepared.put(sql, fresh);
        return fresh;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case String text -> statement.setString(i + 1, text);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case null -> statement.setNull(i + 1, Types.VARCHAR);
                default -> throw new IllegalArgumentException("cannot bind " + arguments[i].getClass());
            }
        }
    }
}
