package fluxbridge.cli;

import fluxbridge.config.BadSettingsException;
import fluxbridge.config.Settings;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import fluxbridge.failure.GatewayException;
import fluxbridge.lora.DictionaryException;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.store.Integrity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge doctor}: looks at everything the bridge depends on; each line is ok or says what to do. */
@Command(
        name = "doctor",
        description = "Check settings, keys, reachability, port and dictionary.",
        mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {

    private static final int CONNECT_MILLIS = 4000;

    private static final Duration LIVE_TIME = Duration.ofSeconds(20);

    @Option(names = "--live", description = "Also make the cheapest authenticated call to each provider that is on.")
    private boolean live;

    private final Terminal terminal;
    private boolean healthy = true;

    Doctor(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Settings settings;
        try {
            settings = terminal.settings().get();
        } catch (BadSettingsException e) {
            e.problems().forEach(this::todo);
            return 2;
        }
        settings.warnings().forEach(this::note);
        var env = terminal.home().resolve(".env");
        ok("settings     "
                + (Files.exists(env) ? env.toString() : "defaults and environment (no .env beside the launcher)"));
        port(settings);
        try (var running = terminal.running().apply(settings)) {
            ok("data folder  " + settings.store().dataDir());
            Integrity.faultOf(settings.store())
                    .ifPresentOrElse(
                            fault -> todo("database     is damaged (" + fault.replaceAll("\\s+", " ")
                                    + "); put a backup in its place with ./bridge restore FILE"),
                            () -> ok("database     is whole"));
            var dictionary = running.dictionary();
            ok("dictionary   " + dictionary.get().loras().size() + " LoRAs from " + dictionary.source());
            if (!dictionary.get().oddities().isEmpty()) {
                note("dictionary   " + dictionary.get().oddities().size()
                        + " oddities; ./bridge loras validate FILE lists them");
            }
            for (var entry : running.providers().entries()) {
                if (entry.whyOff().isPresent()) {
                    note("provider     " + entry.spec().title() + " is off: "
                            + entry.whyOff().get());
                } else {
                    reach(entry.spec(), settings.providerValues());
                    if (live) {
                        entry.provider().ifPresent(provider -> call(entry.spec(), provider));
                    }
                }
            }
        } catch (BadSettingsException | DictionaryException e) {
            todo(e.getMessage());
        }
        return healthy ? 0 : 1;
    }

    private void port(Settings settings) {
        var server = settings.server();
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(server.host(), server.port()));
            ok("port         " + server.host() + ":" + server.port() + " is free");
        } catch (IOException e) {
            note("port         " + server.host() + ":" + server.port()
                    + " is in use: by a running bridge, or set BRIDGE_PORT to another (" + e.getMessage() + ")");
        }
    }

    private void reach(ProviderSpec spec, SettingValues values) {
        var endpoint = endpoint(spec, values);
        if (endpoint.isEmpty()) {
            ok("provider     " + spec.title() + " is on");
            return;
        }
        var uri = endpoint.get();
        int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("http") ? 80 : 443;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), port), CONNECT_MILLIS);
            ok("provider     " + spec.title() + " is on, " + uri.getHost() + ":" + port + " answers");
        } catch (IOException e) {
            todo("provider     " + spec.title() + " is on, but " + uri.getHost() + ":" + port + " cannot be reached ("
                    + e.getClass().getSimpleName() + "); check the network, a proxy or " + name(spec));
        }
    }

    private void call(ProviderSpec spec, Provider provider) {
        var call = new Call(
                UUID.randomUUID().toString(), Instant.now().plus(LIVE_TIME), Progress.NONE, BodyPermit.UNLIMITED);
        try {
            provider.check(call)
                    .ifPresentOrElse(
                            found -> ok("live         " + spec.title() + ": " + found),
                            () -> note("live         " + spec.title()
                                    + ": no call is known that proves the key without drawing"));
        } catch (GatewayException e) {
            todo("live         " + e.getMessage());
        }
    }

    private static Optional<URI> endpoint(ProviderSpec spec, SettingValues values) {
        return spec.settings().stream()
                .filter(setting -> setting.kind() instanceof Setting.Kind.HttpUri)
                .filter(setting -> !values.text(setting).isEmpty())
                .findFirst()
                .map(values::uri);
    }

    private static String name(ProviderSpec spec) {
        return spec.settings().stream()
                .filter(setting -> setting.kind() instanceof Setting.Kind.HttpUri)
                .map(Setting::name)
                .findFirst()
                .orElse("its settings");
    }

    private void ok(String text) {
        terminal.out().println("ok    " + text);
    }

    private void note(String text) {
        terminal.out().println("note  " + text);
    }

    private void todo(@org.jspecify.annotations.Nullable String text) {
        healthy = false;
        terminal.out().println("todo  " + text);
    }
}
