package fluxbridge.provider.adapters;

import fluxbridge.domain.Note;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One job in a Space's queue, from {@code queue/join} to {@code process_completed} (providers-2.md §3.2). Its session is its own, so the
 * session's event stream tells what became of a job whose acceptance was lost on the way.
 */
final class HfJob {

    private static final ProviderId ID = HfProvider.ID;

    private static final Duration SUBMIT_TIME = Duration.ofSeconds(30);

    /** Gradio sends a heartbeat every 15 s. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private static final int MOST_WARNINGS = 5;
    private static final double DRAWN = 0.9;

    private final HfSpace space;
    private final Vendor vendor;
    private final HfErrors errors;
    private final HfSpace.App app;
    private final Call call;
    private final String session;
    private final List<Note> notes;

    private String eventId = "";
    private @Nullable GatewayException unclear;
    private boolean over;

    /** @param notes hears the Space's warnings */
    HfJob(HfSpace space, Vendor vendor, HfErrors errors, HfSpace.App app, Call call, List<Note> notes) {
        this.space = space;
        this.vendor = vendor;
        this.errors = errors;
        this.app = app;
        this.call = call;
        this.session = call.id().replace("-", "");
        this.notes = notes;
    }

    /**
     * Runs it to its end; used once. A job that is given up is cancelled at the Space.
     *
     * @param data the arguments, in the order of the wire
     * @return {@code output} of the event that ended it
     */
    JsonNode run(ArrayNode data) {
        join(data);
        try (var events = open()) {
            try {
                return follow(events);
            } finally {
                cancelUnlessOver();
            }
        } catch (GatewayException e) {
            cancelUnlessOver();
            throw e;
        }
    }

    /** Sends the job. What is not clearly taken or refused is found out from the event stream. */
    private void join(ArrayNode data) {
        var body = JsonNodeFactory.instance.objectNode();
        body.set("data", data);
        body.put("fn_index", app.function());
        body.put("session_hash", session);
        body.putNull("trigger_id").putNull("event_data");
        HttpReply reply;
        try {
            reply = vendor.submit(space.post(app.base() + app.prefix() + "/queue/join", body), soon());
        } catch (GatewayException e) {
            if (!(e.failure() instanceof UnknownOutcome)) {
                throw e;
            }
            unclear = e;
            return;
        }
        if (List.of(408, 502, 504, 524).contains(reply.status())) {
            unclear = vendor.failure(reply, "");
        } else if (!reply.ok()) {
            throw errors.ofStatus(reply);
        } else {
            eventId = reply.jsonOrMissing().path("event_id").asString("");
            if (eventId.isEmpty()) {
                unclear = new GatewayException(new BadReply(
                        ID, "acknowledged the job with something else than its id (" + reply.contentType() + ")"));
            }
        }
    }

    /** The submit leaves a third of the time, so that its outcome can still be asked for. */
    private Call soon() {
        var twoThirds = vendor.left(call).multipliedBy(2).dividedBy(3);
        Instant until = vendor.now().plus(twoThirds.compareTo(SUBMIT_TIME) < 0 ? twoThirds : SUBMIT_TIME);
        return new Call(call.id(), until, call.progress(), call.bodies());
    }

    private HfEvents open() {
        var outgoing = space.get(app.base() + app.prefix() + "/queue/data?session_hash=" + session)
                .header("Accept", "text/event-stream");
        try {
            return new HfEvents(vendor.stream(outgoing, call));
        } catch (GatewayException e) {
            if (e.failure() instanceof Cancelled) {
                throw e;
            }
            throw new GatewayException(
                    new UnknownOutcome(ID, "took the job, but does not report on it (" + e.getMessage() + ")"), e);
        }
    }

    private JsonNode follow(HfEvents events) {
        while (true) {
            var left = vendor.left(call);
            if (left.isNegative() || left.isZero()) {
                throw Vendor.fail(new UnknownOutcome(ID, "was still drawing when the time was over"));
            }
            var output = switch (next(events, left)) {
                case null ->
                    throw Vendor.fail(new UnknownOutcome(
                            ID,
                            left.compareTo(LONGEST_SILENCE) <= 0
                                    ? "was still drawing when the time was over"
                                    : "fell silent for " + LONGEST_SILENCE.toSeconds() + " s while it was drawing"));
                case HfEvents.Event.Message(var message) -> take(message);
                case HfEvents.Event.Unreadable(var why) -> throw Vendor.fail(new BadReply(ID, why));
                case HfEvents.Event.Ended() ->
                    throw Vendor.fail(new BadReply(ID, "ended its event stream without a result"));
                case HfEvents.Event.Broken() ->
                    throw Vendor.fail(new UnknownOutcome(ID, "broke the connection while it was drawing"));
            };
            if (output.isPresent()) {
                return output.get();
            }
        }
    }

    private static HfEvents.@Nullable Event next(HfEvents events, Duration left) {
        try {
            return events.next(left.compareTo(LONGEST_SILENCE) < 0 ? left : LONGEST_SILENCE);
        } catch (InterruptedException e) {
            throw new GatewayException(new Cancelled("interrupted while a provider was drawing"), e);
        }
    }

    /** What one event means; its output when it ends the job well. */
    private Optional<JsonNode> take(JsonNode message) {
        var about = message.path("event_id").asString("");
        if (!about.isEmpty() && !eventId.isEmpty() && !about.equals(eventId)) {
            return Optional.empty();
        }
        eventId = about.isEmpty() ? eventId : about;
        switch (message.path("msg").asString("")) {
            case "estimation" -> call.progress().report(0, "queued at hf, " + ahead(message) + " ahead");
            case "process_starts" -> call.progress().report(0.02, "hf is drawing");
            case "progress" -> progress(message.path("progress_data"));
            case "log" -> log(message);
            case "process_completed" -> {
                over = true;
                return Optional.of(completed(message));
            }
            case "unexpected_error" -> {
                over = true;
                throw unexpected(message);
            }
            case "close_stream" -> {
                over = true;
                throw Vendor.fail(new BadReply(ID, "closed its event stream without a result"));
            }
            default -> {
                // Heartbeats, and the steps of functions that return more than once, say nothing to us.
            }
        }
        return Optional.empty();
    }

    private static int ahead(JsonNode message) {
        return Math.max(0, message.path("rank").asInt(0));
    }

    private void progress(JsonNode data) {
        if (data.isEmpty()) {
            return;
        }
        var last = data.path(data.size() - 1);
        double length = last.path("length").asDouble(0);
        double part = length > 0
                ? last.path("index").asDouble(0) / length
                : last.path("progress").asDouble(0);
        call.progress().report(DRAWN * Math.clamp(part, 0.0, 1.0), "hf is drawing");
    }

    private void log(JsonNode message) {
        if (message.path("level").asString("").equals("warning") && notes.size() < MOST_WARNINGS) {
            notes.add(new Note(
                    "Space warning",
                    vendor.excerpt(HfErrors.plain(message.path("log").asString("")))));
        }
    }

    private JsonNode completed(JsonNode message) {
        var output = message.path("output");
        if (!message.path("success").asBoolean(false) || output.has("error")) {
            throw errors.ofJob(message.path("title").asString(""), output);
        }
        if (!output.has("data")) {
            throw Vendor.fail(new Unavailable(ID, "was told to cancel the job by someone else"));
        }
        return output;
    }

    private GatewayException unexpected(JsonNode message) {
        var said = vendor.excerpt(message.path("message").asString(""));
        if (!message.path("session_not_found").asBoolean(false)) {
            return new GatewayException(new Unavailable(ID, "stopped while the job was in its queue (" + said + ")"));
        }
        return unclear == null
                ? new GatewayException(new Unavailable(ID, "lost the job (" + said + "), probably by a restart"))
                : new GatewayException(
                        new Unavailable(ID, "did not take the job on (" + unclear.getMessage() + ")"), unclear);
    }

    private void cancelUnlessOver() {
        if (over || eventId.isEmpty()) {
            return;
        }
        over = true;
        vendor.cancelLater(cancel());
    }

    private Outgoing cancel() {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("session_hash", session).put("fn_index", app.function()).put("event_id", eventId);
        return space.post(app.base() + app.prefix() + "/cancel", body);
    }
}
