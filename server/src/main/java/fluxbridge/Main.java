package fluxbridge;

import fluxbridge.cli.Bridge;
import fluxbridge.cli.Terminal;
import fluxbridge.config.Settings;
import fluxbridge.config.SettingsReader;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.adapters.Adapters;
import java.nio.file.Path;
import java.util.Map;

/** Where the program starts. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        var home = Path.of(System.getProperty("bridge.home", "")).toAbsolutePath();
        var terminal = new Terminal(
                System.out,
                System.err,
                home,
                Version.read(),
                () -> settings(home.resolve(".env"), System.getenv(), home),
                values -> settings(home.resolve("no-env-file"), values, home),
                settings -> new Wiring(settings, Wiring.World.real(System.out::println)));
        System.exit(Bridge.run(terminal, args));
    }

    private static Settings settings(Path env, Map<String, String> environment, Path home) {
        return SettingsReader.read(
                env,
                environment,
                Adapters.ALL.stream().flatMap(spec -> spec.settings().stream()).toList(),
                Adapters.ALL.stream().map(ProviderSpec::id).toList(),
                home);
    }
}
