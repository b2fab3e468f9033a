package fluxbridge.provider.adapters;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.Note;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Vendor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runware's ids of LoRAs. An address is uploaded once ({@code modelUpload}, providers-1.md §1.8) and remembered in the mapping file; an AIR id
 * in the dictionary is used as it is.
 */
final class RunwareLoras {

    private static final Duration UPLOAD_POLL = Duration.ofSeconds(2);
    private static final Duration KEEP_FOR_DRAWING = Duration.ofSeconds(20);

    private final RunwareLoraMapping mapping;
    private final String source;
    private final BiFunction<ObjectNode, Call, HttpReply> send;
    private final Supplier<String> uuids;
    private final Vendor vendor;
    private final ConcurrentMap<String, ReentrantLock> uploading = new ConcurrentHashMap<>();

    /** @param url empty when the dictionary names an AIR id itself */
    record Air(String air, double weight, String url) {}

    /** @param send posts a task that is safe to repeat */
    RunwareLoras(
            RunwareLoraMapping mapping,
            String source,
            BiFunction<ObjectNode, Call, HttpReply> send,
            Supplier<String> uuids,
            Vendor vendor) {
        this.mapping = mapping;
        this.source = source;
        this.send = send;
        this.uuids = uuids;
        this.vendor = vendor;
    }

    String freshId() {
        return uuids.get();
    }

    /**
     * The ids of these LoRAs, uploading what is new. One that Runware will not have is dropped, with a note.
     *
     * @throws GatewayException {@code Unavailable} when an upload is not ready in time
     */
    List<Air> airs(List<AppliedLora> applied, Call call, List<Note> notes) {
        var airs = new ArrayList<Air>();
        for (var use : applied) {
            try {
                airs.add(air(use, call));
            } catch (GatewayException e) {
                if (!(e.failure() instanceof RejectedByProvider rejected)) {
                    throw e;
                }
                notes.add(new Note("Dropped LoRAs", use.id() + " (runware did not take it: " + rejected.what() + ")"));
            }
        }
        return airs;
    }

    private Air air(AppliedLora use, Call call) {
        var lora = use.lora();
        if (lora.isAir()) {
            return new Air(lora.url(), weight(use), "");
        }
        var known = mapping.find(lora.url());
        return new Air(known.isPresent() ? known.get() : upload(lora, call), weight(use), lora.url());
    }

    /** -4 to 4 is what Runware takes. */
    private static double weight(AppliedLora use) {
        return Math.clamp(use.weight(), -4, 4);
    }

    /** Uploads under a lock per address, so that requests that need the same new LoRA wait for one upload. */
    private String upload(Lora lora, Call call) {
        var lock = uploading.computeIfAbsent(lora.url(), _ -> new ReentrantLock());
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new GatewayException(new Cancelled("interrupted while a LoRA was uploaded"), e);
        }
        try {
            var known = mapping.find(lora.url());
            if (known.isPresent()) {
                return known.get();
            }
            var air = uploadNow(lora, call);
            mapping.put(lora.url(), air, vendor.now());
            return air;
        } finally {
            lock.unlock();
            uploading.remove(lora.url(), lock);
        }
    }

    /** Sending the same upload again reports how far it is, so one request serves as submit and as poll. */
    private String uploadNow(Lora lora, Call call) {
        call.progress().report(0, "uploading LoRA " + lora.id() + " to runware");
        var digest = digest(lora.url());
        var air = source + ":" + digest + "@1";
        while (!isReady(lora, air, digest, call)) {
            awaitDeployment(lora, call);
        }
        return air;
    }

    /** @throws GatewayException {@code Unavailable} rather than an unknown outcome: an upload draws nothing and costs nothing */
    private boolean isReady(Lora lora, String air, String digest, Call call) {
        try {
            return ask(lora, air, digest, call);
        } catch (GatewayException e) {
            throw switch (e.failure()) {
                case UnknownOutcome failure -> unavailable(lora, failure, e);
                case BadReply failure -> unavailable(lora, failure, e);
                default -> e;
            };
        }
    }

    private static GatewayException unavailable(Lora lora, FromProvider failure, GatewayException cause) {
        return new GatewayException(
                new Unavailable(RunwareProvider.ID, "did not take LoRA '" + lora.id() + "' (" + failure.what() + ")"),
                cause);
    }

    private boolean ask(Lora lora, String air, String digest, Call call) {
        var taskId = uuids.get();
        var reply = send.apply(task(lora, air, digest, taskId), call);
        var body = reply.ok() ? reply.json() : reply.jsonOrMissing();
        var error = RunwareErrors.find(body, taskId);
        if (error.isPresent()) {
            return switch (error.get().code()) {
                case "modelAlreadyExists" -> true;
                // The request was repeated after its answer got lost; the next one, with a fresh id, says how far it
                // is.
                case "conflictTaskUUID" -> false;
                default -> throw new GatewayException(refusal(error.get(), reply));
            };
        }
        if (!reply.ok()) {
            throw vendor.failure(reply, "");
        }
        return switch (last(body, "status")) {
            case "ready" -> true;
            case "failed" ->
                throw new GatewayException(new RejectedByProvider(
                        RunwareProvider.ID, "the upload failed: " + vendor.excerpt(last(body, "message"))));
            default -> false;
        };
    }

    private void awaitDeployment(Lora lora, Call call) {
        if (vendor.left(call).compareTo(KEEP_FOR_DRAWING) < 0) {
            throw new GatewayException(new Unavailable(
                    RunwareProvider.ID,
                    "is still deploying LoRA '" + lora.id()
                            + "', which takes about two minutes the first time; try again soon"));
        }
        vendor.sleep(UPLOAD_POLL);
    }

    private FromProvider refusal(RunwareErrors error, HttpReply reply) {
        if (error.code().equals("modelOwnershipValidationError")) {
            return new RejectedByProvider(
                    RunwareProvider.ID,
                    "the account does not own the AIR source '" + source
                            + "'; set RUNWARE_AIR_SOURCE to its own source name");
        }
        if (error.code().equals("downloadFailed")) {
            return new RejectedByProvider(
                    RunwareProvider.ID, "it cannot download its weights; check the address in the dictionary");
        }
        return error.failure(vendor, reply);
    }

    private static ObjectNode task(Lora lora, String air, String digest, String taskId) {
        var task = JsonNodeFactory.instance.objectNode();
        task.put("taskType", "modelUpload");
        task.put("taskUUID", taskId);
        task.put("deliveryMethod", "sync");
        task.put("category", "lora");
        task.put("architecture", "flux1d");
        task.put("format", "safetensors");
        task.put("air", air);
        task.put("uniqueIdentifier", digest);
        task.put("name", name(lora));
        task.put("version", "1.0");
        task.put("downloadURL", lora.url());
        task.put("defaultWeight", 1.0);
        task.put("private", true);
        return task;
    }

    /** 2 to 256 characters. */
    private static String name(Lora lora) {
        var name = lora.name().length() < 2 ? "LoRA " + lora.name() : lora.name();
        return name.substring(0, Math.min(256, name.length()));
    }

    /** A field of the last state reported. */
    private static String last(JsonNode body, String field) {
        var last = "";
        for (var item : body.path("data")) {
            last = item.path(field).asString(last);
        }
        return last;
    }

    /** First 12 hex digits of the SHA-256 of the trimmed, lower-cased address: the same id as the owner's existing uploads. */
    static String digest(String url) {
        try {
            var sha = MessageDigest.getInstance("SHA-256")
                    .digest(url.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Forgets ids that Runware does not know.
     *
     * @param index of the one it complained about, -1 for any
     * @return whether there was anything to forget: a catalogue's own id cannot be uploaded again
     */
    boolean forget(List<Air> used, int index) {
        var blamed = index >= 0 && index < used.size() ? List.of(used.get(index)) : used;
        var uploaded =
                blamed.stream().map(Air::url).filter(url -> !url.isEmpty()).toList();
        uploaded.forEach(mapping::remove);
        return !uploaded.isEmpty();
    }
}
