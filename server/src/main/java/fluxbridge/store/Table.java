package fluxbridge.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of the bridge's, as the database itself describes it.
 *
 * @param columns their names, in order
 */
public record Table(String name, List<String> columns) {

    private static final String HISTORY = "flyway_schema_history";

    public Table {
        columns = List.copyOf(columns);
    }

    /** Every table of the schema but Flyway's own, by name. */
    static List<Table> all(Connection connection) throws SQLException {
        var tables = new ArrayList<Table>();
        for (var name : names(connection)) {
            if (!name.equals(HISTORY)) {
                tables.add(new Table(name, columns(connection, name)));
            }
        }
        return tables;
    }

    /** Of everything that is there, Flyway's history included. */
    static List<String> names(Connection connection) throws SQLException {
        var names = new ArrayList<String>();
        try (var rows = connection
                .getMetaData()
                .getTables(null, connection.getSchema(), "%", new String[] {"TABLE", "PARTITIONED TABLE"})) {
            while (rows.next()) {
                var name = rows.getString("TABLE_NAME");
                if (!name.toLowerCase(Locale.ROOT).startsWith("sqlite_")) {
                    names.add(name);
                }
            }
        }
        names.sort(null);
        return names;
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        var columns = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM " + quoted(table) + " WHERE 1 = 0")) {
            var shape = rows.getMetaData();
            for (int i = 1; i <= shape.getColumnCount(); i++) {
                columns.add(shape.getColumnName(i));
            }
        }
        return columns;
    }

    /** The versions of the migrations that made the schema, in the order of their numbers. */
    static List<Integer> schema(Connection connection) throws SQLException {
        var versions = new ArrayList<Integer>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT version FROM " + HISTORY + " WHERE version IS NOT NULL AND success")) {
            while (rows.next()) {
                versions.add(Integer.valueOf(rows.getString(1)));
            }
        }
        versions.sort(null);
        return versions;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    String select() {
        return "SELECT " + list() + " FROM " + quoted(name);
    }

    String insert() {
        return "INSERT INTO " + quoted(name) + " (" + list() + ") VALUES ("
                + String.join(", ", columns.stream().map(_ -> "?").toList()) + ")";
    }

    private String list() {
        return String.join(", ", columns.stream().map(Table::quoted).toList());
    }
}
