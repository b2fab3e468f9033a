package fluxbridge.provider.adapters;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.Note;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
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
            return new Air(lora.url(), use.weight(), "");
        }
        var known = mapping.find(lora.url());
        return new Air(known.isPresent() ? known.get() : upload(lora, call), use.weight(), lora.url());
    }

    /** Uploads under a lock per address, so that requests that need the same new LoRA wait for one upload. */
    private String upload(Lora lora, Call call) {
        var lock = uploading.computeIfAbsent(lora.url(), _ -> new ReentrantLock());
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new GatewayException(
                    new fluxbridge.failure.Failure.Cancelled("interrupted while a LoRA was uploaded"), e);
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
        while (true) {
            var taskId = uuids.get();
            var reply = send.apply(task(lora, air, digest, taskId), call);
            var body = reply.ok() ? reply.json() : reply.jsonOrMissing();
            var error = RunwareErrors.find(body, taskId);
            if (error.isPresent() && !error.get().code().equals("modelAlreadyExists")) {
                throw new GatewayException(refusal(lora, error.get(), reply));
            }
            if (error.isEmpty() && !reply.ok()) {
                throw vendor.failure(reply, "");
            }
            switch (error.isPresent() ? "ready" : status(body)) {
                case "ready" -> {
                    return air;
                }
                case "failed" ->
                    throw new GatewayException(new RejectedByProvider(
                            RunwareProvider.ID, "the upload failed: " + vendor.excerpt(message(body))));
                default -> awaitDeployment(lora, call);
            }
        }
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

    private FromProvider refusal(Lora lora, RunwareErrors error, HttpReply reply) {
        if (error.code().equals("modelOwnershipValidationError")) {
            return new RejectedByProvider(
                    RunwareProvider.ID,
                    "the account does not own the AIR source '" + source
                            + "'; set RUNWARE_AIR_SOURCE to its own source name");
        }
        if (error.code().equals("downloadFailed")) {
            return new RejectedByProvider(RunwareProvider.ID, "it cannot download " + lora.url());
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
        task.put("name", lora.name());
        task.put("version", "1.0");
        task.put("downloadURL", lora.url());
        task.put("defaultWeight", 1.0);
        task.put("private", true);
        return task;
    }

    /** The last state reported. */
    private static String status(tools.jackson.databind.JsonNode body) {
        var last = "";
        for (var item : body.path("data")) {
            last = item.path("status").asString(last);
        }
        return last;
    }

    private static String message(tools.jackson.databind.JsonNode body) {
        var last = "";
        for (var item : body.path("data")) {
            last = item.path("message").asString(last);
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

    /** When Runware says that it does not know one of the LoRAs, forgets their ids; true when there was anything to forget. */
    boolean forgetIfUnknown(FromProvider failure, List<Air> used) {
        if (!(failure instanceof RejectedByProvider rejected)
                || !rejected.what().contains("parameter lora")) {
            return false;
        }
        var uploaded = used.stream().map(Air::url).filter(url -> !url.isEmpty()).toList();
        uploaded.forEach(mapping::remove);
        return !uploaded.isEmpty();
    }
}
