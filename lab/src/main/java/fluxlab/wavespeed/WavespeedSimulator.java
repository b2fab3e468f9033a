package fluxlab.wavespeed;

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
import fluxlab.wavespeed.Predictions.Prediction;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * WaveSpeed v3 at {@code /wavespeed/api/v3}.
 *
 * <p>Calls in scripts and journal: {@code submit}, {@code poll}, {@code delete}, {@code list}, {@code upload}, {@code balance}, {@code
 * price}, {@code models}; downloads are {@code picture}. Failed predictions, and those deleted while they wait, are not paid for. Images are
 * taken by URL only.
 */
public final class WavespeedSimulator implements Simulator {

    /** The only key accepted. */
    public static final String KEY = "lab-wavespeed-key";

    private static final String API = "/wavespeed/api/v3";

    /** What a model costs per picture in USD, and its most LoRAs. */
    private record Model(BigDecimal price, int mostLoras) {}

    private static final Map<String, Model> MODELS = Map.of(
            "wavespeed-ai/flux-dev-lora", new Model(new BigDecimal("0.015"), 4),
            "wavespeed-ai/flux-dev-lora-ultra-fast", new Model(new BigDecimal("0.005"), 3),
            "wavespeed-ai/flux-schnell-lora", new Model(new BigDecimal("0.003"), 3));

    private static final int EXECUTION_FAILED = 1403;
    private static final int MEDIA_UNREACHABLE = 1402;

    private final Account account = new Account(Knobs.defaults());
    private final Services lab;
    private final Gallery gallery;
    private final Predictions predictions;

    public WavespeedSimulator(Services lab) {
        this.lab = lab;
        gallery = new Gallery(lab.pictures(), "/wavespeed/output");
        predictions = new Predictions(lab.clock());
    }

    @Override
    public String id() {
        return "wavespeed";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> settings(URI base) {
        return List.of("WAVESPEED_API_KEY=" + KEY, "WAVESPEED_ENDPOINT=" + base + API);
    }

    @Override
    public void routes(Router to) {
        gallery.routes(to);
        to.get(API + "/predictions/{id}/result", x -> guarded(() -> poll(x)));
        to.get(API + "/predictions/{id}", x -> guarded(() -> poll(x)));
        to.delete(API + "/predictions/{id}", x -> guarded(() -> delete(x)));
        to.post(API + "/predictions/delete", x -> guarded(() -> deleteMany(x)));
        to.post(API + "/predictions", x -> guarded(() -> list(x)));
        to.post(API + "/media/uploads", x -> guarded(() -> ticket(x)));
        to.put("/wavespeed/storage/{file}", x -> guarded(() -> store(x)));
        to.get(API + "/balance", x -> guarded(() -> balance(x)));
        to.post(API + "/model/price", x -> guarded(() -> price(x)));
        to.get(API + "/models", x -> guarded(() -> models(x)));
        to.post(API + "/{owner}/{model...}", x -> guarded(() -> submit(x)));
    }

    @Override
    public JsonNode problem(int status, String message) {
        return Json.object().put("code", status).put("message", message);
    }

    private interface Step {
        Answer run() throws InterruptedException;
    }

    private static Answer guarded(Step step) throws InterruptedException {
        try {
            return step.run();
        } catch (WavespeedError error) {
            return error.answer();
        }
    }

    private static void checkKey(Exchange x) {
        if (!x.header("authorization").equals("Bearer " + KEY)) {
            throw new WavespeedError(401, "Unauthorized: invalid api key");
        }
    }

    private Answer submit(Exchange x) throws InterruptedException {
        var body = x.json();
        x.submit("submit", body.path("prompt").asString(""));
        checkKey(x);
        var name = x.value("owner") + "/" + x.value("model");
        var model = find(name);
        var most = account.knobs().maxLoras();
        var input = WavespeedInput.read(body, most == null ? model.mostLoras : most, url -> gallery.findByUrl(x, url));
        int failure = failure(x, input);
        var usd = model.price.multiply(BigDecimal.valueOf(input.images()));
        pay(x, usd, input.images(), failure);
        var takes = account.knobs().latency().plus(x.slow());
        var prediction = new Prediction(
                freshId(),
                name,
                body,
                lab.clock().instant(),
                takes,
                failure == 0 ? outputs(x, input) : List.of(),
                input.checksSafety() && x.has(FaultKind.NSFW),
                failure,
                failure == 0 ? usd : BigDecimal.ZERO,
                false);
        predictions.put(prediction);
        if (input.sync()) {
            x.work(takes);
        }
        return envelope(data(x, prediction));
    }

    /** The business code that the prediction will fail with, 0 if it will not. */
    private static int failure(Exchange x, WavespeedInput input) {
        if (input.unreachable() != null) {
            return MEDIA_UNREACHABLE;
        }
        return x.fault(FaultKind.FAIL)
                .map(fault ->
                        fault.variant().matches("\\d{1,6}") ? Integer.parseInt(fault.variant()) : EXECUTION_FAILED)
                .orElse(0);
    }

    private void pay(Exchange x, BigDecimal usd, int pictures, int failure) {
        if (x.has(FaultKind.CREDITS) || (failure == 0 && !account.charge(usd))) {
            throw new WavespeedError(402, "Insufficient credits. Please top up your account.");
        }
        if (failure == 0) {
            x.bill(usd, pictures);
        }
    }

    private List<String> outputs(Exchange x, WavespeedInput input) {
        var outputs = new ArrayList<String>();
        var seed = input.seed() < 0 ? lab.random().nextLong(0, Integer.MAX_VALUE) : input.seed();
        for (var i = 0; i < input.images() && !x.has(FaultKind.EMPTY); i++) {
            var spec = input.spec(seed + i, account.knobs().pictureBytes());
            outputs.add(input.base64() ? gallery.inlineBase64(x, spec) : gallery.publish(x, freshId(), spec));
        }
        return outputs;
    }

    private ObjectNode data(Exchange x, Prediction prediction) {
        var status = prediction.status(lab.clock().instant());
        boolean completed = status.equals("completed");
        var outputs = Json.array();
        var flags = Json.array();
        if (completed) {
            prediction.outputs().forEach(output -> {
                outputs.add(output);
                flags.add(prediction.flagged());
            });
        }
        var data = Json.object().put("id", prediction.id()).put("model", prediction.model());
        data.set("outputs", outputs);
        data.set("urls", Json.object().put("get", x.base() + API + "/predictions/" + prediction.id() + "/result"));
        data.set("has_nsfw_contents", flags);
        data.put("status", status).put("created_at", prediction.at().toString());
        if (status.equals("failed")) {
            data.put("error", words(prediction.failure())).put("code", prediction.failure());
        } else {
            data.put("error", "");
        }
        long inference = completed ? prediction.takes().toMillis() : 0;
        data.set("timings", Json.object().put("inference", inference));
        return completed ? data.put("executionTime", inference) : data;
    }

    private static String words(int code) {
        return switch (code) {
            case 1200 -> "The content was flagged by moderation";
            case 1400 -> "A parameter is missing";
            case 1401 -> "A parameter is invalid";
            case MEDIA_UNREACHABLE -> "A media URL could not be downloaded";
            case EXECUTION_FAILED -> "The execution failed";
            default -> "Internal error";
        };
    }

    private static Answer envelope(JsonNode data) {
        var body = Json.object().put("code", 200).put("message", "success");
        body.set("data", data);
        return Answer.json(200, body);
    }

    private Answer poll(Exchange x) throws InterruptedException {
        var prediction = predictions.find(x.value("id"));
        x.follow("poll", prediction == null ? "" : prediction.prompt());
        checkKey(x);
        if (prediction == null) {
            throw new WavespeedError(404, "prediction not found");
        }
        return envelope(data(x, prediction));
    }

    private Answer delete(Exchange x) throws InterruptedException {
        x.follow("delete", "");
        checkKey(x);
        if (!remove(x, x.value("id"))) {
            throw new WavespeedError(404, "prediction not found");
        }
        return envelope(Json.object().put("id", x.value("id")).put("status", "deleted"));
    }

    private Answer deleteMany(Exchange x) throws InterruptedException {
        x.follow("delete", "");
        checkKey(x);
        int count = 0;
        for (var id : x.json().path("ids")) {
            count += remove(x, id.asString("")) ? 1 : 0;
        }
        return envelope(Json.object().put("deleted_count", count));
    }

    private boolean remove(Exchange x, String id) {
        var known = predictions.find(id);
        if (known == null || known.deleted()) {
            return false;
        }
        boolean refunded = predictions.waits(known);
        var was = predictions.delete(id);
        if (was != null && refunded && was.usd().signum() > 0) {
            account.turn(knobs -> knobs.withBalance(knobs.balance().add(was.usd())));
            x.bill(was.usd().negate(), -was.outputs().size());
        }
        return was != null;
    }

    private Answer list(Exchange x) throws InterruptedException {
        x.follow("list", "");
        checkKey(x);
        var asked = x.json();
        int size = Math.clamp(asked.path("page_size").asInt(100), 1, 100);
        int page = Math.max(1, asked.path("page").asInt(1));
        var items = Json.array();
        predictions.all().stream()
                .filter(one -> asked.path("model").asString(one.model()).equals(one.model()))
                .skip((long) (page - 1) * size)
                .limit(size)
                .forEach(one -> items.add(data(x, one).set("input", one.input())));
        var data = Json.object().put("page", page);
        data.set("items", items);
        return envelope(data);
    }

    private Answer ticket(Exchange x) throws InterruptedException {
        x.follow("upload", "");
        checkKey(x);
        var asked = x.json();
        if (asked.path("filename").asString("").isEmpty() || asked.path("size").asLong(0) <= 0) {
            throw WavespeedError.invalid("filename and size are required");
        }
        var type = asked.path("content_type").asString("");
        if (!type.equals("image/png") && !type.equals("image/jpeg")) {
            throw WavespeedError.invalid("the lab stores PNG and JPEG");
        }
        var file = freshId() + (type.equals("image/png") ? ".png" : ".jpg");
        var upload = Json.object().put("method", "PUT").put("url", x.base() + "/wavespeed/storage/" + file);
        upload.set("headers", Json.object().put("Content-Type", type));
        upload.put(
                "expires_at", lab.clock().instant().plus(Duration.ofMinutes(15)).toString());
        var data = Json.object().put("download_url", x.base() + "/wavespeed/output/" + file);
        data.set("upload", upload);
        return envelope(data);
    }

    /** Takes the bytes of a ticket; its address is its permission, so that a key sent along is a mistake. */
    private Answer store(Exchange x) throws InterruptedException {
        x.follow("upload", "");
        if (!x.header("authorization").isEmpty()) {
            throw WavespeedError.invalid("only one authorization is allowed");
        }
        var file = x.value("file");
        var format = file.endsWith(".png") ? PictureFormat.PNG : PictureFormat.JPEG;
        if (!x.header("content-type").equals(format.type())) {
            throw new WavespeedError(403, "the signature does not match the content type");
        }
        var _ = gallery.store(x, file.substring(0, file.length() - 4), x.body(), format);
        return Answer.text(200, "text/plain", "");
    }

    private Answer balance(Exchange x) throws InterruptedException {
        x.follow("balance", "");
        checkKey(x);
        return envelope(Json.object().put("balance", account.knobs().balance()));
    }

    private Answer price(Exchange x) throws InterruptedException {
        x.follow("price", "");
        checkKey(x);
        var model = find(x.json().path("model_id").asString(""));
        var usd = model.price.multiply(
                BigDecimal.valueOf(x.json().path("inputs").path("num_images").asInt(1)));
        return envelope(Json.object()
                .put("price", usd)
                .put("discounted_price", usd)
                .put("discount_rate", 1)
                .put("currency", "USD"));
    }

    private static Model find(String name) {
        @Nullable Model model = MODELS.get(name);
        if (model == null) {
            throw new WavespeedError(404, "model not found: " + name);
        }
        return model;
    }

    private Answer models(Exchange x) throws InterruptedException {
        x.follow("models", "");
        checkKey(x);
        var models = Json.array();
        MODELS.forEach(
                (name, model) -> models.add(Json.object().put("model_id", name).put("base_price", model.price)));
        return envelope(models);
    }

    private String freshId() {
        return "%016x%016x".formatted(lab.random().nextLong(), lab.random().nextLong());
    }
}
