package fluxlab.hf;

import fluxlab.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Gradio's queue: one job at a time, at most twenty waiting. */
final class Queue {

    static final int MOST_WAITING = 20;

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final List<Job> waiting = new ArrayList<>();
    private boolean running;

    /** Takes a job at the end of the queue, or null when the queue is full. */
    synchronized @Nullable Job join(String eventId, String session, String prompt) {
        waiting.removeIf(Job::isOver);
        if (waiting.size() >= MOST_WAITING) {
            return null;
        }
        var listener = sessions.computeIfAbsent(session, _ -> new Session());
        listener.expect(eventId);
        var job = new Job(eventId, session, prompt, listener);
        jobs.put(eventId, job);
        waiting.add(job);
        tellRanks();
        return job;
    }

    /** Waits for the job's turn; false when it ended before. */
    boolean start(Job job) throws InterruptedException {
        while (true) {
            synchronized (this) {
                if (waiting.removeIf(Job::isOver)) {
                    tellRanks();
                }
                if (job.isOver()) {
                    return false;
                }
                if (!running && waiting.getFirst() == job) {
                    running = true;
                    waiting.removeFirst();
                    tellRanks();
                    return true;
                }
            }
            if (job.endsWithin(5)) {
                return false;
            }
        }
    }

    synchronized void finish() {
        running = false;
    }

    private void tellRanks() {
        for (int rank = 0; rank < waiting.size(); rank++) {
            waiting.get(rank).tell(estimation(rank, waiting.size()));
        }
    }

    private static ObjectNode estimation(int rank, int size) {
        return Json.object()
                .put("msg", "estimation")
                .put("rank", rank)
                .put("queue_size", size)
                .put("rank_eta", 22.0 * (rank + 1));
    }

    @Nullable
    Session session(String hash) {
        return sessions.get(hash);
    }

    @Nullable
    Job job(String eventId) {
        return jobs.get(eventId);
    }

    /** The prompt of a session's job, for the marks in it. */
    String prompt(String session) {
        return jobs.values().stream()
                .filter(job -> job.session.equals(session))
                .map(job -> job.prompt)
                .findFirst()
                .orElse("");
    }

    /** The stream of a session was closed: what waits goes, what runs is heard no more. */
    void close(String session) {
        sessions.remove(session);
        for (var job : List.copyOf(jobs.values())) {
            if (job.session.equals(session)) {
                job.abandon();
                jobs.remove(job.eventId);
            }
        }
    }
}
