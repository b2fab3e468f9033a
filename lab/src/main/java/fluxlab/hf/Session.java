package fluxlab.hf;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The messages of one {@code session_hash}, kept until its stream is read. */
final class Session {

    private final BlockingQueue<ObjectNode> messages = new LinkedBlockingQueue<>();
    private final Set<String> pending = ConcurrentHashMap.newKeySet();

    void expect(String eventId) {
        pending.add(eventId);
    }

    void add(ObjectNode message) {
        messages.add(message);
    }

    void over(String eventId) {
        pending.remove(eventId);
    }

    @Nullable
    ObjectNode next(long millis) throws InterruptedException {
        return messages.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Nothing more will come. */
    boolean isFinished() {
        return pending.isEmpty() && messages.isEmpty();
    }
}
