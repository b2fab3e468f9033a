package fluxbridge.provider.adapters;

import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Vendor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a local server once a second how far it is while another thread waits for its picture (a1111.md §1.8). Ends at the first answer that
 * is none, since not every such server has the route.
 */
final class LocalProgress implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    /** The rest is for fetching and checking. */
    private static final double MOST = 0.95;

    private final Vendor vendor;
    private final Outgoing question;
    private final Call call;
    private @Nullable Thread asking;
    private volatile boolean over;

    private LocalProgress(Vendor vendor, Outgoing question, Call call) {
        this.vendor = vendor;
        this.question = question;
        this.call = call;
    }

    static LocalProgress follow(Vendor vendor, Outgoing question, Call call) {
        var progress = new LocalProgress(vendor, question, call);
        progress.asking = Thread.ofVirtual().name("progress at local").start(progress::ask);
        return progress;
    }

    private void ask() {
        var silent = new Call(call.id(), call.deadline(), Progress.NONE, call.bodies());
        try {
            while (!over) {
                vendor.sleep(BETWEEN);
                var reply = vendor.read(question, silent);
                if (!reply.ok()) {
                    return;
                }
                report(reply);
            }
        } catch (GatewayException e) {
            if (!over) {
                org.slf4j.LoggerFactory.getLogger(LocalProgress.class)
                        .debug("the local server does not say how far it is: {}", e.getMessage());
            }
        }
    }

    private void report(HttpReply reply) {
        var answer = reply.json();
        var fraction = answer.path("progress").asDouble(0);
        var state = answer.path("state");
        var steps = state.path("sampling_steps").asInt(0);
        if (!over && fraction > 0) {
            call.progress()
                    .report(
                            Math.min(MOST, fraction),
                            steps == 0
                                    ? "the local server is drawing"
                                    : "step " + state.path("sampling_step").asInt(0) + " of " + steps);
        }
    }

    @Override
    public void close() {
        over = true;
        var thread = asking;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
