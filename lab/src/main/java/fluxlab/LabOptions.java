package fluxlab;

import fluxlab.http.LabServer;

/**
 * The command line of the lab.
 *
 * @param host loopback address to listen on
 * @param port 0 for any free one
 * @param latencySeconds how long every generation takes, or a negative number for the default
 */
record LabOptions(String host, int port, double latencySeconds) {

    static final String USAGE = "usage: lab [--port N] [--host 127.0.0.1] [--latency SECONDS]";
    private static final int DEFAULT_PORT = 7900;

    /** Throws {@link IllegalArgumentException} with one line that names the wrong argument. */
    static LabOptions parse(String... args) {
        var options = new LabOptions("127.0.0.1", DEFAULT_PORT, -1);
        for (var i = 0; i < args.length; i += 2) {
            var name = args[i];
            if (i + 1 == args.length && name.startsWith("--")) {
                throw new IllegalArgumentException(name + " needs a value; " + USAGE);
            }
            options = switch (name) {
                case "--port" -> options.withPort(args[i + 1]);
                case "--host" -> options.withHost(args[i + 1]);
                case "--latency" -> options.withLatency(args[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + name + "; " + USAGE);
            };
        }
        return options;
    }

    private LabOptions withPort(String value) {
        try {
            var number = Integer.parseInt(value);
            if (number >= 0 && number <= 65_535) {
                return new LabOptions(host, number, latencySeconds);
            }
        } catch (NumberFormatException _) {
            // Falls through to the message.
        }
        throw new IllegalArgumentException("--port must be 0..65535, was " + value);
    }

    private LabOptions withHost(String value) {
        if (!LabServer.isLoopback(value)) {
            throw new IllegalArgumentException("--host must be a loopback address such as 127.0.0.1, was " + value
                    + "; the lab has no locks and stays on this machine");
        }
        return new LabOptions(value, port, latencySeconds);
    }

    private LabOptions withLatency(String value) {
        try {
            var seconds = Double.parseDouble(value);
            if (seconds >= 0 && seconds <= 600) {
                return new LabOptions(host, port, seconds);
            }
        } catch (NumberFormatException _) {
            // Falls through to the message.
        }
        throw new IllegalArgumentException("--latency must be 0..600 seconds, was " + value);
    }
}
