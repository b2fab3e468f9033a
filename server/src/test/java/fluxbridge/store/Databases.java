package fluxbridge.store;

import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Gives a test an empty database of its own. One real PostgreSQL serves the whole run; JUnit stops it at the end. */
final class Databases implements BeforeEachCallback {

    private ExtensionContext.@Nullable Store run;

    @Override
    public void beforeEach(ExtensionContext context) {
        run = context.getRoot().getStore(Namespace.create(Databases.class));
    }

    StoreSettings fresh(Engine engine, Path dataDir) {
        return switch (engine) {
            case SQLITE -> new StoreSettings(dataDir, Optional.empty());
            case POSTGRESQL ->
                new StoreSettings(dataDir, Optional.of(new Secret(postgresql().newDatabase())));
        };
    }

    Postgresql postgresql() {
        var store = java.util.Objects.requireNonNull(run, "an extension is used inside a test");
        return store.computeIfAbsent("postgresql", _ -> Postgresql.start(), Postgresql.class);
    }

    record Postgresql(EmbeddedPostgres server, AtomicInteger databases) implements AutoCloseable {

        static Postgresql start() {
            try {
                return new Postgresql(EmbeddedPostgres.builder().start(), new AtomicInteger());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String newDatabase() {
            String name = "test_" + databases.incrementAndGet();
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return server.getJdbcUrl("postgres", name);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
