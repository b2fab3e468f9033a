package fluxbridge.provider;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What every adapter is handed.
 *
 * @param http speaks to vendors
 * @param sleeper waits between polls
 * @param uuids fresh random UUIDs
 * @param dataDir where a provider may keep a file of its own
 */
public record Toolbox(ProviderHttp http, InstantSource clock, Sleeper sleeper, Supplier<String> uuids, Path dataDir) {}
