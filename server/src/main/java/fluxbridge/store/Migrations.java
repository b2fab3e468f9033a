package fluxbridge.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the schema up to date from {@code db/migration}. */
final class Migrations {

    /** How many files {@code db/migration} has; a test holds the two together. */
    static final int FILES = 11;

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
        flyway(source).load().migrate();
        return true;
    }

    /** Makes the schema as it was after one of the migrations. */
    static void upTo(DataSource source, int version) {
        flyway(source).target(Integer.toString(version)).load().migrate();
    }

    /** The versions of all migrations that this program has. */
    static List<Integer> known(DataSource source) {
        return Arrays.stream(flyway(source).load().info().all())
                .map(MigrationInfo::getVersion)
                .map(version -> Integer.valueOf(version.getVersion()))
                .toList();
    }

    private static FluentConfiguration flyway(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .outOfOrder(true);
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
