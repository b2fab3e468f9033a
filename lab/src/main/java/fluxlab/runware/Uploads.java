package fluxlab.runware;

import fluxlab.http.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The LoRAs uploaded to the account, by AIR. A fresh one passes through the vendor's stages in the time the knob says.
 *
 * <p>Sources of the public catalogue are not the account's to upload to. The lab fetches nothing: a URL that is not
 * http(s), whose host ends in {@code .invalid}, or whose path contains {@code not-found} counts as unreachable.
 */
final class Uploads {

    private static final Set<String> KNOWN = Set.of(
            "taskType",
            "taskUUID",
            "deliveryMethod",
            "category",
            "architecture",
            "format",
            "air",
            "uniqueIdentifier",
            "name",
            "version",
            "downloadURL",
            "defaultWeight",
            "positiveTriggerWords",
            "negativeTriggerWords",
            "private",
            "heroImageURL",
            "tags",
            "shortDescription",
            "comment",
            "webhookURL",
            "defaultSteps",
            "defaultCFG",
            "defaultScheduler",
            "defaultStrength",
            "type");
    private static final Set<String> FOREIGN =
            Set.of("runware", "civitai", "rundiffusion", "alibaba", "bfl", "google", "openai", "foreign");
    private static final List<String> STAGES = List.of("validated", "downloaded", "optimized", "stored", "ready");
    private static final List<String> MESSAGES = List.of(
            "Model parameters and configuration validated.",
            "Model downloaded from provider.",
            "Model optimized for deployment.",
            "Model uploaded to secure storage.",
            "Model successfully deployed and ready for use.");

    private final InstantSource clock;
    private final Map<String, Upload> byAir = new ConcurrentSkipListMap<>();

    Uploads(InstantSource clock) {
        this.clock = clock;
    }

    /** Registers the LoRA of a {@code modelUpload} task, or finds it; returns its AIR. */
    String upload(JsonNode task, Duration takes) {
        var params = new Params(task, "");
        params.onlyKnown(KNOWN);
        params.require("category");
        params.choice("category", List.of("lora", "lycoris", "checkpoint", "vae", "embeddings"), "lora");
        params.text("architecture", 2, 64);
        params.require("format");
        params.choice("format", List.of("safetensors"), "safetensors");
        var air = params.air("air");
        params.text("uniqueIdentifier", 1, 256);
        params.text("name", 2, 256);
        params.text("version", 1, 64);
        params.number("defaultWeight", -4, 4, 1);
        params.text("shortDescription", 2, 40_000, "");
        params.text("comment", 2, 1000, "");
        var url = params.text("downloadURL", 1, 4096);
        if (FOREIGN.contains(air.substring(0, air.indexOf(':')))) {
            throw new RunwareError(
                            403, "modelOwnershipValidationError", "The AIR source is not owned by this account: " + air)
                    .with("parameter", "air");
        }
        if (!reachable(url)) {
            throw new RunwareError(400, "downloadFailed", "The model could not be downloaded from " + url)
                    .with("parameter", "downloadURL");
        }
        var now = clock.instant();
        byAir.merge(
                air,
                new Upload(task.deepCopy(), now, takes),
                (old, fresh) -> new Upload(fresh.task, old.at, old.takes));
        return air;
    }

    private static boolean reachable(String url) {
        try {
            var uri = URI.create(url);
            var host = uri.getHost();
            return host != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && !host.endsWith(".invalid")
                    && !url.contains("not-found");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    boolean isKnown(String air) {
        return byAir.containsKey(air);
    }

    boolean isReady(String air) {
        var upload = byAir.get(air);
        return upload != null && stage(upload) == STAGES.size() - 1;
    }

    /** How long until the LoRA is ready; zero if it is. */
    Duration remaining(String air) {
        var upload = byAir.get(air);
        if (upload == null) {
            return Duration.ZERO;
        }
        var left = Duration.between(clock.instant(), upload.at.plus(upload.takes));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The stage reached, as one element of {@code data}. */
    ObjectNode state(String air, String taskUuid) {
        var upload = byAir.get(air);
        var stage = upload == null ? 0 : stage(upload);
        return Json.object()
                .put("taskType", "modelUpload")
                .put("taskUUID", taskUuid)
                .put("air", air)
                .put("status", STAGES.get(stage))
                .put("message", MESSAGES.get(stage));
    }

    private int stage(Upload upload) {
        var last = STAGES.size() - 1;
        var passed = Duration.between(upload.at, clock.instant());
        if (upload.takes.isZero() || passed.compareTo(upload.takes) >= 0) {
            return last;
        }
        return (int) (passed.toMillis() * last / upload.takes.toMillis());
    }

    /** The result element of a {@code modelSearch}. */
    ObjectNode search(JsonNode task, String taskUuid) {
        var params = new Params(task, "");
        var wanted = params.text("search", 0, 256, "").toLowerCase(Locale.ROOT);
        var limit = params.integer("limit", 1, 100, 20);
        var offset = params.integer("offset", 0, Integer.MAX_VALUE, 0);
        var hits = byAir.entrySet().stream()
                .filter(entry -> matches(entry.getKey(), entry.getValue(), wanted))
                .map(entry -> found(entry.getKey(), entry.getValue().task))
                .toList();
        var results = Json.array();
        hits.stream().skip(offset).limit(limit).forEach(results::add);
        var answer = Json.object().put("taskType", "modelSearch").put("taskUUID", taskUuid);
        answer.set("results", results);
        return answer.put("totalResults", hits.size());
    }

    private boolean matches(String air, Upload upload, String wanted) {
        return stage(upload) == STAGES.size() - 1
                && (air.toLowerCase(Locale.ROOT).contains(wanted)
                        || upload.task
                                .path("name")
                                .asString("")
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted));
    }

    private static ObjectNode found(String air, JsonNode task) {
        var item = Json.object().put("air", air);
        for (var name : List.of(
                "name",
                "version",
                "category",
                "architecture",
                "heroImageURL",
                "private",
                "positiveTriggerWords",
                "tags",
                "defaultWeight")) {
            @Nullable JsonNode value = task.get(name);
            if (value != null) {
                item.set(name.equals("heroImageURL") ? "heroImage" : name, value);
            }
        }
        return item;
    }

    private record Upload(JsonNode task, Instant at, Duration takes) {}
}
