package fluxlab.runware;

import fluxlab.fault.FaultKind;
import fluxlab.http.Answer;
import fluxlab.http.Exchange;
import fluxlab.http.Json;
import fluxlab.http.Router;
import fluxlab.picture.PictureFormat;
import fluxlab.provider.Account;
import fluxlab.provider.Gallery;
import fluxlab.provider.Knobs;
import fluxlab.provider.Services;
import fluxlab.provider.Simulator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runware over HTTP and WebSocket at {@code /runware/v1}: an array of tasks in, {@code data} and {@code errors} out.
 *
 * <p>Calls in scripts and journal carry the task types: {@code imageInference}, {@code getResponse}, {@code modelUpload},
 * {@code modelSearch}, {@code imageUpload}, {@code accountManagement}, {@code ping}, {@code authentication}; downloads
 * are {@code picture}. An abandoned call runs to its end and is paid for, as at the vendor.
 */
public final class RunwareSimulator implements Simulator {

    /** The only key accepted. */
    public static final String KEY = "lab-runware-key";

    private static final Pattern UUID4 =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");
    private static final Duration LONGEST_UPLOAD_WAIT = Duration.ofSeconds(1);

    private final Account account = new Account(Knobs.defaults());
    private final Services lab;
    private final Gallery gallery;
    private final Uploads uploads;
    private final Jobs jobs;

    public RunwareSimulator(Services lab) {
        this.lab = lab;
        gallery = new Gallery(lab.pictures(), "/runware/im");
        uploads = new Uploads(lab.clock());
        jobs = new Jobs(lab.clock());
    }

    @Override
    public String id() {
        return "runware";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> settings(URI base) {
        return List.of("RUNWARE_API_KEY=" + KEY, "RUNWARE_ENDPOINT=" + base + "/runware/v1");
    }

    @Override
    public void routes(Router to) {
        to.post("/runware/v1", this::tasks);
        to.socket("/runware/v1", base -> new RunwareSocket(base.resolve("/runware/v1")));
        gallery.routes(to);
    }

    @Override
    public JsonNode problem(int status, String message) {
        var code = switch (status) {
            case 401 -> "invalidApiKey";
            case 402 -> "insufficientCredits";
            case 403 -> "forbidden";
            case 404 -> "notFound";
            case 429 -> "rateLimitExceeded";
            case 504 -> "timeoutProvider";
            default -> status >= 500 ? "serviceUnavailable" : "validationFailed";
        };
        var errors = Json.array().add(Json.object().put("code", code).put("message", message));
        return Json.object().set("errors", errors);
    }

    private Answer tasks(Exchange x) throws InterruptedException {
        var body = x.json();
        var batch = new Batch();
        if (!body.isArray() || body.isEmpty()) {
            batch.fail(
                    new RunwareError(
                            400, "invalidRequestBody", "The request body must be a non-empty array of task objects."),
                    null,
                    null);
            return batch.answer();
        }
        if (!authenticated(x, body)) {
            batch.fail(
                    new RunwareError(401, "invalidApiKey", "Invalid API key. Get one at https://my.runware.ai/signup")
                            .with("parameter", "apiKey")
                            .with("type", "string"),
                    null,
                    "authentication");
            return batch.answer();
        }
        for (var task : body) {
            run(x, task, batch);
        }
        batch.takes(x.slow());
        if (!batch.waiting.isEmpty()) {
            x.work(batch.longest);
            batch.waiting.forEach(batch.data::add);
        } else if (!batch.longest.isZero()) {
            x.hold(batch.longest);
        }
        batch.finish();
        return batch.answer();
    }

    private static boolean authenticated(Exchange x, JsonNode body) {
        var first = body.get(0);
        return x.header("authorization").equals("Bearer " + KEY)
                || (first.path("taskType").asString("").equals("authentication")
                        && first.path("apiKey").asString("").equals(KEY));
    }

    private void run(Exchange x, JsonNode task, Batch batch) throws InterruptedException {
        var type = task.path("taskType").asString("");
        var uuid = task.path("taskUUID").asString("");
        try {
            switch (type) {
                case "imageInference" -> infer(x, task, uuid, batch);
                case "getResponse" -> poll(x, uuid, batch);
                case "modelUpload" -> upload(x, task, uuid, batch);
                case "modelSearch" -> {
                    x.follow(type, "");
                    claim(uuid);
                    batch.data.add(uploads.search(task, uuid));
                }
                case "imageUpload" -> store(x, task, uuid, batch);
                case "accountManagement" -> details(x, task, uuid, batch);
                case "ping" -> {
                    x.follow(type, "");
                    batch.data.add(Json.object().put("taskType", "ping").put("pong", true));
                }
                case "authentication" -> {
                    x.follow(type, "");
                    batch.data.add(
                            Json.object().put("taskType", "authentication").put("connectionSessionUUID", uuid()));
                }
                default ->
                    throw RunwareError.invalid(
                            "invalidTaskType", "taskType", "string", "'" + type + "' is not a task type of this API.");
            }
        } catch (RunwareError error) {
            batch.fail(error, uuid, type);
        }
    }

    private void infer(Exchange x, JsonNode node, String uuid, Batch batch) {
        x.submit("imageInference", node.path("positivePrompt").asString(""));
        checkUuid(uuid);
        var task = ImageTask.read(node, reference -> picture(x, reference));
        checkLoras(task);
        claim(uuid);
        pay(x, task);
        var takes = account.knobs().latency().plus(x.slow());
        var failure = failure(x);
        List<ObjectNode> results = failure == null && !x.has(FaultKind.EMPTY) ? results(x, task) : List.of();
        if (task.async()) {
            jobs.put(uuid, "imageInference", task.prompt(), takes, results, failure);
            batch.data.add(Json.object().put("taskType", "imageInference").put("taskUUID", uuid));
            return;
        }
        batch.takes(takes);
        batch.waiting.addAll(results);
        if (failure != null) {
            batch.failLater(failure, uuid);
        }
    }

    private void checkLoras(ImageTask task) {
        var most = account.knobs().maxLoras();
        if (most != null && task.loras().size() > most) {
            throw RunwareError.invalid("maxLora", "lora", "array", "It must have at most " + most + " elements.")
                    .range(0, most);
        }
        for (var i = 0; i < task.loras().size(); i++) {
            var air = task.loras().get(i).id();
            var parameter = "lora[" + i + "].model";
            if (uploads.isKnown(air) && !uploads.isReady(air)) {
                throw new RunwareError(400, "modelNotReady", "The model " + air + " is not deployed yet.")
                        .with("parameter", parameter);
            }
            if (!uploads.isKnown(air) && !air.startsWith("civitai:")) {
                throw Params.badModel(parameter, "invalidLoraModel");
            }
        }
    }

    /** Charged when the work starts: the vendor does not give the money back to a client that leaves. */
    private void pay(Exchange x, ImageTask task) {
        if (failure(x) != null) {
            return;
        }
        var cost = task.price().multiply(java.math.BigDecimal.valueOf(task.results()));
        if (x.has(FaultKind.CREDITS) || !account.charge(cost)) {
            throw new RunwareError(
                    402, "insufficientCredits", "Insufficient credits. Add funds at https://my.runware.ai/wallet");
        }
        x.bill(cost, task.results());
    }

    private static @Nullable RunwareError failure(Exchange x) {
        return x.fault(FaultKind.FAIL)
                .map(fault -> new RunwareError(
                        200, fault.variant().isEmpty() ? "inferenceError" : fault.variant(), "The generation failed."))
                .orElse(null);
    }

    private List<ObjectNode> results(Exchange x, ImageTask task) {
        var results = new ArrayList<ObjectNode>();
        var first = task.seed() == 0 ? lab.random().nextLong(1, Long.MAX_VALUE) : task.seed();
        for (var i = 0; i < task.results(); i++) {
            // Seeds count up and start again at 1 after the highest.
            var seed = first > Long.MAX_VALUE - i ? i : first + i;
            results.add(result(x, task, seed));
        }
        return results;
    }

    private ObjectNode result(Exchange x, ImageTask task, long seed) {
        var spec = new fluxlab.picture.PictureSpec(
                task.prompt(),
                seed,
                task.width(),
                task.height(),
                task.format(),
                task.loras(),
                task.init(),
                account.knobs().pictureBytes());
        var id = uuid();
        var url = gallery.publish(x, id, spec);
        var result = Json.object()
                .put("taskType", "imageInference")
                .put("taskUUID", task.uuid())
                .put("imageUUID", id);
        switch (task.outputType()) {
            case "base64Data" -> result.put("imageBase64Data", gallery.inlineBase64(x, spec));
            case "dataURI" ->
                result.put("imageDataURI", "data:" + spec.format().type() + ";base64," + gallery.inlineBase64(x, spec));
            default -> result.put("imageURL", url);
        }
        result.put("seed", seed);
        if (task.includeCost()) {
            result.put("cost", task.price());
        }
        if (task.checkContent()) {
            result.put("NSFWContent", x.has(FaultKind.NSFW));
        }
        return result;
    }

    private void poll(Exchange x, String uuid, Batch batch) throws InterruptedException {
        x.follow("getResponse", jobs.prompt(uuid));
        checkUuid(uuid);
        jobs.poll(uuid, batch.data);
    }

    private void upload(Exchange x, JsonNode task, String uuid, Batch batch) throws InterruptedException {
        x.follow("modelUpload", task.path("name").asString(""));
        checkUuid(uuid);
        if (account.knobs().balance().signum() <= 0) {
            throw new RunwareError(402, "insufficientCredits", "Uploading models needs a positive balance.");
        }
        var failure = failure(x);
        if (failure != null) {
            throw failure;
        }
        var air = uploads.upload(task, account.knobs().upload());
        claim(uuid);
        if (task.path("deliveryMethod").asString("sync").equals("async")) {
            jobs.put(uuid, "modelUpload", "", account.knobs().upload(), List.of(), null);
            batch.data.add(Json.object().put("taskType", "modelUpload").put("taskUUID", uuid));
            return;
        }
        var wait = uploads.remaining(air);
        if (wait.compareTo(LONGEST_UPLOAD_WAIT) <= 0) {
            x.hold(wait);
        }
        batch.data.add(uploads.state(air, uuid));
    }

    private void store(Exchange x, JsonNode task, String uuid, Batch batch) throws InterruptedException {
        x.follow("imageUpload", "");
        claim(uuid);
        var file = picture(x, task.path("image").asString(""));
        if (file == null) {
            throw RunwareError.invalid("invalidImage", "image", "string", "It must be a data URI, base64 or URL.");
        }
        var id = uuid();
        batch.data.add(Json.object()
                .put("taskType", "imageUpload")
                .put("taskUUID", uuid)
                .put("imageUUID", id)
                .put("imageURL", gallery.store(x, id, file, PictureFormat.PNG)));
    }

    private void details(Exchange x, JsonNode task, String uuid, Batch batch) throws InterruptedException {
        x.follow("accountManagement", "");
        claim(uuid);
        new Params(task, "").require("operation");
        new Params(task, "").choice("operation", List.of("getDetails"), "getDetails");
        var balance = Json.object()
                .put("amount", account.knobs().balance())
                .put("freeBalance", 0)
                .put("currency", "USD");
        var answer = Json.object()
                .put("taskType", "accountManagement")
                .put("taskUUID", uuid)
                .put("operation", "getDetails");
        answer.set("balance", balance);
        batch.data.add(answer);
    }

    /** A seed or mask image: UUID, a URL of ours, data URI or bare base64; null if it is none of these. */
    private byte @Nullable [] picture(Exchange x, String reference) {
        if (UUID4.matcher(reference).matches()) {
            return gallery.find(reference);
        }
        if (reference.startsWith("http")) {
            return gallery.findByUrl(x, reference);
        }
        try {
            var comma = reference.startsWith("data:") ? reference.indexOf(',') : -1;
            return Base64.getDecoder().decode(reference.substring(comma + 1));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static void checkUuid(String uuid) {
        if (!UUID4.matcher(uuid).matches()) {
            throw RunwareError.invalid("invalidTaskUUID", "taskUUID", "string", "It must be a UUIDv4.");
        }
    }

    private void claim(String uuid) {
        checkUuid(uuid);
        if (!jobs.claim(uuid)) {
            throw new RunwareError(
                            400, "conflictTaskUUID", "The taskUUID has been used before; every task needs a fresh one.")
                    .with("parameter", "taskUUID");
        }
    }

    private String uuid() {
        var high = (lab.random().nextLong() & ~0xF000L) | 0x4000L;
        var low = (lab.random().nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** What the tasks of one request have come to. */
    private static final class Batch {
        private final ArrayNode data = Json.array();
        private final ArrayNode errors = Json.array();
        private final List<ObjectNode> waiting = new ArrayList<>();
        private final List<Runnable> later = new ArrayList<>();
        private Duration longest = Duration.ZERO;
        private int status = 200;

        void takes(Duration time) {
            longest = longest.compareTo(time) > 0 ? longest : time;
        }

        void fail(RunwareError error, @Nullable String uuid, @Nullable String type) {
            if (errors.isEmpty()) {
                status = error.status();
            }
            errors.add(error.body(uuid, type));
        }

        /** A failure that shows after the work, like the pictures would have. */
        void failLater(RunwareError error, String uuid) {
            later.add(() -> fail(error, uuid, "imageInference"));
        }

        void finish() {
            later.forEach(Runnable::run);
        }

        Answer answer() {
            var body = Json.object();
            body.set("data", data);
            if (!errors.isEmpty()) {
                body.set("errors", errors);
            }
            return Answer.json(data.isEmpty() ? status : 200, body);
        }
    }
}
