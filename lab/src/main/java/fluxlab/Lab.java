package fluxlab;

import fluxlab.fault.Faults;
import fluxlab.http.LabServer;
import fluxlab.http.Router;
import fluxlab.journal.Journal;
import fluxlab.picture.Pictures;
import fluxlab.provider.Account;
import fluxlab.provider.Services;
import fluxlab.provider.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Every simulator in one running server. {@code java -jar lab.jar} runs it until it is stopped; tests {@link #start} it
 * in their own process and read {@link #journal} and script {@link #faults} directly.
 */
public final class Lab implements AutoCloseable {

    private final Journal journal;
    private final Faults faults = new Faults();
    private final List<Simulator> simulators;
    private final LabServer server;

    private Lab(String host, int port) {
        var clock = InstantSource.system();
        journal = new Journal(clock);
        simulators = Simulators.all(
                new Services(clock, () -> ThreadLocalRandom.current().nextLong(), new Pictures()));
        var routers = new ArrayList<Router>();
        for (var simulator : simulators) {
            var router = new Router(simulator.id(), simulator::problem, journal);
            simulator.routes(router);
            routers.add(router);
        }
        var control = new Router("lab", ControlRoutes::problem, new Journal(clock));
        new ControlRoutes(journal, faults, simulators).routes(control);
        routers.add(control);
        server = new LabServer(host, port, faults, routers);
    }

    /** Starts a lab on 127.0.0.1; {@code port} 0 takes any free one. */
    public static Lab start(int port) {
        try {
            return start("127.0.0.1", port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Lab start(String host, int port) throws IOException {
        var lab = new Lab(host, port);
        lab.server.start();
        return lab;
    }

    /** Its address, {@code http://127.0.0.1:PORT}. */
    public URI uri() {
        return server.uri();
    }

    public Journal journal() {
        return journal;
    }

    public Faults faults() {
        return faults;
    }

    /** The knobs and balance of one provider. */
    public Account account(String provider) {
        return simulators.stream()
                .filter(simulator -> simulator.id().equals(provider))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the lab has no provider " + provider))
                .account();
    }

    /** The {@code .env} lines that point the bridge here. */
    public List<String> settings() {
        var lines = new ArrayList<String>();
        simulators.forEach(simulator -> lines.addAll(simulator.settings(uri())));
        lines.add("BRIDGE_ALLOW_PRIVATE_UPSTREAMS=true");
        return lines;
    }

    @Override
    public void close() {
        server.close();
    }

    public static void main(String... args) throws InterruptedException {
        var status = run(System.out, System.err, args);
        if (status != 0) {
            System.exit(status);
        }
        new CountDownLatch(1).await();
    }

    /** Starts the lab and prints its address and settings; 0, or 2 after one line that says what is wrong. */
    static int run(PrintStream out, PrintStream err, String... args) {
        try {
            var options = LabOptions.parse(args);
            var lab = start(options.host(), options.port());
            if (options.latencySeconds() >= 0) {
                lab.simulators.forEach(
                        simulator -> simulator.account().turn(knobs -> knobs.withLatency(options.latencySeconds())));
            }
            out.println("# lab of simulated providers at " + lab.uri() + " (control: " + lab.uri() + "/lab)");
            lab.settings().forEach(out::println);
            out.flush();
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("lab: " + e.getMessage());
        } catch (IOException e) {
            err.println("lab: cannot listen: " + e.getMessage() + "; choose another with --port, 0 for any");
        }
        return 2;
    }
}
