package fluxbridge.store;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema up to date from {@code db/migration}. */
final class Migrations {

    /** How many files {@code db/migration} has; a test holds the two together. */
    static final int FILES = 8;

    private static final String APPLIED =
            "SELECT COUNT(*) FROM flyway_schema_history WHERE version IS NOT NULL AND success";

    private Migrations() {}

    /**
     * Asks before it starts Flyway, whose start alone costs several hundred milliseconds.
     *
     * @return whether Flyway was needed
     */
    static boolean run(DataSource source) {
        if (upToDate(source)) {
            return false;
        }
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .outOfOrder(true)
                .load()
                .migrate();
        return true;
    }

    private static boolean upToDate(DataSource source) {
        try (var connection = source.getConnection();
                var query = connection.prepareStatement(APPLIED)) {
            try (var rows = query.executeQuery()) {
                return rows.next() && rows.getInt(1) >= FILES;
            }
        } catch (SQLException _) {
            return false; // a new database has no history; any other trouble will show when Flyway runs
        }
    }
}
