package fluxbridge.store;

import fluxbridge.config.BadSettingsException;
import fluxbridge.config.StoreSettings;
import fluxbridge.store.Statements.StatementException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Whether an SQLite file is whole. */
public final class Integrity {

    /** A larger file is not read through at the start: that would take longer than some 100 ms. */
    static final long MOST_BYTES = 32L << 20;

    private static final List<SQLiteErrorCode> DAMAGE =
            List.of(SQLiteErrorCode.SQLITE_CORRUPT, SQLiteErrorCode.SQLITE_NOTADB);

    private Integrity() {}

    /** Looks through the file at its opening, if it is small enough; a new one passes. */
    static Consumer<DataSource> of(Path file) {
        long bytes = size(file);
        return bytes == 0 || bytes > MOST_BYTES
                ? _ -> {}
                : source -> firstFault(source).ifPresent(fault -> {
                    throw damaged(file, fault, new SQLException(fault));
                });
    }

    /** What is wrong with the database, read through whatever its size; empty for nothing, and for PostgreSQL, which sees to itself. */
    public static Optional<String> faultOf(StoreSettings settings) {
        var file = settings.dataDir().resolve(Database.FILE);
        if (settings.databaseUrl().isPresent() || size(file) == 0) {
            return Optional.empty();
        }
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return firstFault(source);
    }

    private static Optional<String> firstFault(DataSource source) {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var lines = statement.executeQuery("PRAGMA quick_check(1)")) {
            return lines.next() && !lines.getString(1).equals("ok")
                    ? Optional.of(lines.getString(1))
                    : Optional.empty();
        } catch (SQLException e) {
            throw new StatementException("PRAGMA quick_check(1)", e);
        }
    }

    /** Whether that is what SQLite says when a file's contents make no sense. */
    static boolean looksDamaged(Throwable problem) {
        return Stream.iterate(problem, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLiteException e && DAMAGE.contains(e.getResultCode()));
    }

    static BadSettingsException damaged(Path file, String why, Exception cause) {
        return new BadSettingsException(
                "BRIDGE_DATA_DIR: " + file + " cannot be used: it is damaged ("
                        + why.replaceAll("\\s+", " ").strip()
                        + "); put a backup in its place with ./bridge restore FILE, which keeps this one aside",
                cause);
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
