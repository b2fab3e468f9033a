package fluxbridge.cli;

import fluxbridge.config.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What commands are handed.
 *
 * @param home the folder of the launcher, where {@code .env} lies
 * @param settings reads the settings; throws {@link fluxbridge.config.BadSettingsException}
 * @param bare settings from these values alone, without {@code .env} and environment
 * @param running builds the whole bridge from settings
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        Path home,
        String version,
        Supplier<Settings> settings,
        Function<Map<String, String>, Settings> bare,
        Function<Settings, Running> running) {}
