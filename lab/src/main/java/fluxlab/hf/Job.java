package fluxlab.hf;

import fluxlab.http.Json;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/** One job in the queue, and the session that hears of it. */
final class Job {

    final String eventId;
    final String session;
    final String prompt;
    private final Session listener;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final AtomicBoolean done = new AtomicBoolean();

    Job(String eventId, String session, String prompt, Session listener) {
        this.eventId = eventId;
        this.session = session;
        this.prompt = prompt;
        this.listener = listener;
    }

    /** Tells the session, unless the job is over. */
    void tell(ObjectNode message) {
        if (!done.get()) {
            listener.add(message.put("event_id", eventId));
        }
    }

    /** The last message of the job; later ones are dropped. */
    void end(ObjectNode message) {
        if (done.compareAndSet(false, true)) {
            listener.add(message.put("event_id", eventId));
            listener.over(eventId);
        }
    }

    /** Ends it as {@code /cancel} does: completed, successful, without data. */
    void cancel() {
        var message = Json.object().put("msg", "process_completed").put("success", true);
        message.putObject("output");
        end(message);
        cancelled.countDown();
    }

    /** Ends it without a word, as when nobody listens any more. */
    void abandon() {
        done.set(true);
        listener.over(eventId);
        cancelled.countDown();
    }

    boolean isOver() {
        return done.get();
    }

    /** Waits at most so long for an end from outside; true when it came. */
    boolean endsWithin(long millis) throws InterruptedException {
        return cancelled.await(millis, TimeUnit.MILLISECONDS);
    }
}
