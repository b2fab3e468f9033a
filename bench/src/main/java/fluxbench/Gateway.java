package fluxbench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** A gateway in a process of its own, from its start to its end. */
final class Gateway implements Target {

    private static final long SECONDS_TO_START = 60;

    private final String name;
    private final int port;
    private final Process process;
    private final LongFunction<byte[]> requests;
    private final long leastBytes;

    /** How the process is started and spoken to. */
    record Start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            int port,
            LongFunction<byte[]> requests,
            long leastBytes) {}

    private Gateway(Start start, Process process) {
        this.name = start.name();
        this.port = start.port();
        this.requests = start.requests();
        this.leastBytes = start.leastBytes();
        this.process = process;
    }

    /** A process to be. Its environment is what is given and what any program needs, so no setting of the user's slips in. */
    static ProcessBuilder process(List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .retainAll(List.of("PATH", "HOME", "JAVA_HOME", "LANG", "LC_ALL", "TMPDIR", "USER"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Starts it and waits until it listens. */
    static Gateway start(Start start) throws IOException, InterruptedException {
        var builder = process(start.command(), start.environment())
                .redirectErrorStream(true)
                .redirectOutput(start.log().toFile());
        var gateway = new Gateway(start, builder.start());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (!gateway.listens()) {
            if (!gateway.process.isAlive() || System.nanoTime() > end) {
                gateway.close();
                throw new IOException(start.name() + " does not start; its log is " + start.log());
            }
            Thread.sleep(2);
        }
        return gateway;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public byte[] request(long number) {
        return requests.apply(number);
    }

    @Override
    public long leastBytes() {
        return leastBytes;
    }

    @Override
    public Usage usage() {
        return Usage.of(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
