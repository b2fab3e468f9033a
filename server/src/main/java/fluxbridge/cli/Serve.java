package fluxbridge.cli;

import fluxbridge.config.Settings;
import fluxbridge.provider.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** {@code bridge serve}: listens until it is told to stop. */
@Command(name = "serve", description = "Serve the gateway (the default).", mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {

    private final Terminal terminal;

    Serve(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var running = open(terminal.settings().get());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            running.close();
            stopped.countDown();
        }));
        stopped.await();
        return 0;
    }

    /** Starts a bridge that listens, and says so. */
    Running open(Settings settings) {
        settings.warnings().forEach(terminal.err()::println);
        var running = terminal.running().apply(settings);
        try {
            running.serve();
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        welcome(settings.server().host(), running).forEach(terminal.out()::println);
        return running;
    }

    private List<String> welcome(String host, Running running) {
        var address = "http://" + host + ":" + running.server().port();
        var lines = new ArrayList<String>();
        lines.add("Flux LoRA Bridge " + terminal.version());
        lines.add("");
        lines.add(
                "  listening    " + address + "   (ready in " + ProcessAge.now().toMillis() + " ms)");
        lines.add("");
        lines.add("  SillyTavern  Extensions > Image Generation > Source: Stable Diffusion Web UI (AUTOMATIC1111)");
        lines.add("               SD Web UI URL: " + address);
        lines.add("               press Connect, then write: /imagine a lighthouse at dusk");
        lines.add("");
        lines.addAll(providers(running.providers()));
        var dictionary = running.dictionary();
        lines.add("  LoRAs        " + dictionary.get().loras().size() + " from " + dictionary.source());
        lines.add("");
        return lines;
    }

    private static List<String> providers(Providers providers) {
        var lines = new ArrayList<String>();
        for (var entry : providers.entries()) {
            var head = lines.isEmpty() ? "  providers    " : "               ";
            lines.add(head
                    + entry.whyOff()
                            .map(why -> "off  " + entry.spec().title() + ": " + why)
                            .orElse("on   " + entry.spec().title()));
        }
        return lines;
    }
}
