package fluxbridge.config;

import fluxbridge.domain.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where state is kept.
 *
 * @param dataDir absolute; made when it is not there
 * @param databaseUrl {@code jdbc:postgresql://…}, which may hold a password; empty for an SQLite file in {@code dataDir}
 */
public record StoreSettings(Path dataDir, Optional<Secret> databaseUrl) {}
