package fluxbridge.store;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Prepares each statement once for as long as a handle is open. SQLite's driver keeps none, and a transaction that carries out the writes of many
 * requests repeats a dozen of them. The connection closes them when it is given back.
 */
final class PreparedOnce implements StatementBuilder {

    private final StatementBuilder plain;

    /** By their SQL; one that is in use is not among them. */
    private final Map<String, PreparedStatement> idle = new HashMap<>();

    PreparedOnce(StatementBuilder plain) {
        this.plain = plain;
    }

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return plain.create(connection, context);
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        var kept = idle.remove(sql);
        return kept == null ? plain.create(connection, sql, context) : kept;
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        return plain.createCall(connection, sql, context);
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        boolean keep = statement instanceof PreparedStatement && !(statement instanceof CallableStatement);
        if (!keep || idle.putIfAbsent(sql, (PreparedStatement) statement) != null) {
            plain.close(connection, sql, statement);
        }
    }
}
