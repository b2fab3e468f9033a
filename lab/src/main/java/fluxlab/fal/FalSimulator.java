package fluxlab.fal;

import fluxlab.fault.FaultKind;
import fluxlab.http.Answer;
import fluxlab.http.EventStream;
import fluxlab.http.Exchange;
import fluxlab.http.Json;
import fluxlab.http.Router;
import fluxlab.picture.PictureFormat;
import fluxlab.picture.PictureSpec;
import fluxlab.provider.Account;
import fluxlab.provider.Gallery;
import fluxlab.provider.Knobs;
import fluxlab.provider.Services;
import fluxlab.provider.Simulator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * FAL: {@code queue.fal.run} at {@code /fal}, {@code fal.run} at {@code /fal/run}, {@code rest.fal.ai} at {@code /fal/rest}.
 *
 * <p>Calls in scripts and journal: {@code submit}, {@code status}, {@code stream}, {@code result}, {@code cancel}, {@code run},
 * {@code upload}, {@code pricing}; downloads are {@code picture}. As at FAL the queue takes any input, and an invalid one shows as a result
 * of 422. A request that is cancelled while it waits is not paid for.
 */
public final class FalSimulator implements Simulator {

    /** The only key accepted. */
    public static final String KEY = "lab-fal-id:lab-fal-secret";

    /** Apps and dollars per megapixel. */
    private static final Map<String, BigDecimal> PRICES = Map.of(
            "fal-ai/flux-lora", new BigDecimal("0.035"),
            "fal-ai/flux-krea-lora", new BigDecimal("0.035"),
            "fal-ai/flux-general", new BigDecimal("0.075"));

    private static final Map<String, FalInput.Kind> VARIANTS = Map.of(
            "", FalInput.Kind.TEXT,
            "image-to-image", FalInput.Kind.IMAGE,
            "inpainting", FalInput.Kind.MASK);

    private static final Duration STREAM_PAUSE = Duration.ofMillis(100);
    private static final int STEPS = 28;

    private final Account account = new Account(Knobs.defaults());
    private final Services lab;
    private final Gallery gallery;
    private final FalJobs jobs;

    public FalSimulator(Services lab) {
        this.lab = lab;
        gallery = new Gallery(lab.pictures(), "/fal/files");
        jobs = new FalJobs(lab.clock());
    }

    @Override
    public String id() {
        return "fal";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> settings(URI base) {
        return List.of(
                "FAL_API_KEY=" + KEY, "FAL_ENDPOINT=" + base + "/fal", "FAL_API_ENDPOINT=" + base + "/fal/rest/v1");
    }

    @Override
    public void routes(Router to) {
        gallery.routes(to);
        to.post("/fal/rest/storage/upload/initiate", this::initiate);
        to.put("/fal/rest/storage/files/{id}", this::store);
        to.get("/fal/rest/v1/models/pricing", this::pricing);
        to.post("/fal/run/{owner}/{app}", this::run);
        to.post("/fal/run/{owner}/{app}/{variant...}", this::run);
        to.get("/fal/{owner}/{app}/requests/{id}/status", this::status);
        to.get("/fal/{owner}/{app}/requests/{id}/status/stream", this::stream);
        to.put("/fal/{owner}/{app}/requests/{id}/cancel", this::cancel);
        to.get("/fal/{owner}/{app}/requests/{id}", this::result);
        to.post("/fal/{owner}/{app}", this::submit);
        to.post("/fal/{owner}/{app}/{variant...}", this::submit);
    }

    @Override
    public JsonNode problem(int status, String message) {
        var body = Json.object().put("detail", message);
        return switch (status) {
            case 429 -> body.put("error_type", "concurrent_requests_limit");
            case 503 -> body.put("error_type", "runner_scheduling_failure");
            default -> body;
        };
    }

    private Answer submit(Exchange x) throws InterruptedException {
        var input = x.json();
        try {
            checkKey(x, "submit", input.path("prompt").asString(""), true);
            var app = app(x);
            var id = uuid();
            var job = job(x, app, input, account.knobs().latency().plus(x.slow()));
            jobs.put(id, job);
            return Answer.json(200, addresses(x, id).put("status", "IN_QUEUE").put("queue_position", position(job)));
        } catch (FalError error) {
            return error.answer("");
        }
    }

    /** The synchronous door: held until the picture is there, 429 never comes. */
    private Answer run(Exchange x) throws InterruptedException {
        var input = x.json();
        try {
            checkKey(x, "run", input.path("prompt").asString(""), true);
            var takes = account.knobs().latency().plus(x.slow());
            var job = job(x, app(x), input, takes);
            x.work(takes);
            return job.error() != null ? job.error().answer(uuid()) : finished(uuid(), job);
        } catch (FalError error) {
            return error.answer("");
        }
    }

    private static void checkKey(Exchange x, String call, String prompt, boolean submits) throws InterruptedException {
        if (submits) {
            x.submit(call, prompt);
        } else {
            x.follow(call, prompt);
        }
        var given = x.header("authorization");
        if (given.startsWith("Key ") && !given.contains(":")) {
            throw FalError.plain(401, "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'.");
        }
        if (!given.equals("Key " + KEY)) {
            throw FalError.plain(401, "No user found for Key ID and Secret");
        }
    }

    private static App app(Exchange x) {
        var segments = x.path().replaceFirst("^/fal/(run/)?", "").split("/", 3);
        var name = segments[0] + "/" + segments[1];
        var variant = segments.length > 2 ? segments[2] : "";
        var price = PRICES.get(name);
        var kind = VARIANTS.get(variant);
        if (price == null || kind == null) {
            throw FalError.plain(404, "Application '" + segments[1] + "' not found");
        }
        return new App(name, kind, price);
    }

    private record App(String name, FalInput.Kind kind, BigDecimal price) {}

    private FalJobs.Job job(Exchange x, App app, JsonNode body, Duration takes) {
        var now = lab.clock().instant();
        var prompt = body.path("prompt").asString("");
        try {
            var input = FalInput.read(
                    body, app.kind, url -> picture(x, url), account.knobs().maxLoras());
            fail(x);
            int units = input.megapixels() * input.images();
            pay(x, app.price.multiply(BigDecimal.valueOf(units)), input.images());
            return new FalJobs.Job(app.name, prompt, now, takes, output(x, input), null, units);
        } catch (FalError error) {
            if (error.type().isEmpty()) {
                throw error;
            }
            return new FalJobs.Job(app.name, prompt, now, takes, null, error, 0);
        }
    }

    private static void fail(Exchange x) {
        var fault = x.fault(FaultKind.FAIL);
        if (fault.isPresent()) {
            var variant = fault.get().variant();
            throw FalError.of(variant.isEmpty() ? "internal_server_error" : variant);
        }
    }

    private void pay(Exchange x, BigDecimal usd, int pictures) {
        if (x.has(FaultKind.CREDITS) || !account.charge(usd)) {
            throw FalError.plain(
                    403, "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.");
        }
        x.bill(usd, pictures);
    }

    private ObjectNode output(Exchange x, FalInput input) {
        var seed = input.seed() < 0 ? lab.random().nextLong(0, 1L << 32) : input.seed();
        boolean flagged = input.checksSafety() && x.has(FaultKind.NSFW);
        var images = Json.array();
        var flags = Json.array();
        int count = x.has(FaultKind.EMPTY) ? 0 : input.images();
        for (var i = 0; i < count; i++) {
            var spec = input.spec(seed + i, account.knobs().pictureBytes());
            images.add(image(x, spec, input.syncMode(), flagged));
            flags.add(flagged);
        }
        var output = Json.object();
        output.set("images", images);
        output.set("timings", Json.object().put("inference", account.knobs().latencySeconds()));
        output.put("seed", seed);
        output.set("has_nsfw_concepts", flags);
        return output.put("prompt", input.prompt());
    }

    private ObjectNode image(Exchange x, PictureSpec spec, boolean inside, boolean black) {
        var image = Json.object();
        if (inside) {
            image.put("url", "data:" + spec.format().type() + ";base64," + gallery.inlineBase64(x, spec));
        } else if (black) {
            image.put("url", gallery.store(x, uuid(), black(spec), spec.format()));
        } else {
            image.put("url", gallery.publish(x, uuid(), spec));
        }
        return image.put("content_type", spec.format().type())
                .put("width", spec.width())
                .put("height", spec.height());
    }

    private static byte[] black(PictureSpec spec) {
        var image = new BufferedImage(spec.width(), spec.height(), BufferedImage.TYPE_INT_RGB);
        var file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, spec.format() == PictureFormat.PNG ? "png" : "jpg", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    private ObjectNode addresses(Exchange x, String id) {
        var segments = x.path().split("/", 5);
        var base = x.base() + "/fal/" + segments[2] + "/" + segments[3] + "/requests/" + id;
        return Json.object()
                .put("request_id", id)
                .put("response_url", base)
                .put("status_url", base + "/status")
                .put("cancel_url", base + "/cancel");
    }

    private int position(FalJobs.Job job) {
        return (int) Math.ceil((0.2 - job.done(lab.clock().instant())) * 10);
    }

    /** The request that a path names; 404 when there is none under that app. */
    private FalJobs.Job find(Exchange x, String call) throws InterruptedException {
        var job = jobs.find(x.value("id"));
        checkKey(x, call, job == null ? "" : job.prompt(), false);
        if (job == null || !job.app().equals(x.value("owner") + "/" + x.value("app"))) {
            throw new NoSuchRequest();
        }
        return job;
    }

    private static final class NoSuchRequest extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Handles a request by its id, with FAL's words for a wrong key and an unknown id. */
    private interface Inquiry {
        Answer about(FalJobs.Job job);
    }

    private Answer inquire(Exchange x, String call, Inquiry inquiry) throws InterruptedException {
        try {
            return inquiry.about(find(x, call));
        } catch (FalError error) {
            return error.answer(x.value("id"));
        } catch (NoSuchRequest _) {
            return Answer.json(404, Json.object().put("status", "NOT_FOUND"));
        }
    }

    private Answer status(Exchange x) throws InterruptedException {
        return inquire(x, "status", job -> {
            boolean done = job.stage(lab.clock().instant()) == FalJobs.Stage.COMPLETED;
            return Answer.json(done ? 200 : 202, statusBody(x, job));
        });
    }

    private ObjectNode statusBody(Exchange x, FalJobs.Job job) {
        var now = lab.clock().instant();
        var stage = job.stage(now);
        var body = addresses(x, x.value("id")).put("status", stage.name());
        if (stage == FalJobs.Stage.IN_QUEUE) {
            return body.put("queue_position", position(job));
        }
        if (x.query("logs", "0").equals("1")) {
            body.set("logs", Json.array().add(log((int) (job.done(now) * STEPS))));
        }
        if (stage == FalJobs.Stage.COMPLETED) {
            body.set("metrics", Json.object().put("inference_time", job.takes().toMillis() / 1000.0));
            var error = job.error();
            if (error != null && error.isPlatform()) {
                body.put("error", error.getMessage()).put("error_type", error.type());
            }
        }
        return body;
    }

    private ObjectNode log(int step) {
        return Json.object()
                .put("message", step + "/" + STEPS + " steps")
                .put("level", "INFO")
                .put("source", "USER")
                .put("timestamp", lab.clock().instant().toString());
    }

    private Answer stream(Exchange x) throws InterruptedException {
        return inquire(x, "stream", _ -> Answer.events(to -> watch(x, to)));
    }

    private void watch(Exchange x, EventStream to) throws IOException, InterruptedException {
        while (true) {
            var job = jobs.find(x.value("id"));
            if (job == null) {
                return;
            }
            to.send(statusBody(x, job));
            if (job.stage(lab.clock().instant()) == FalJobs.Stage.COMPLETED || !to.pause(STREAM_PAUSE)) {
                return;
            }
        }
    }

    private Answer result(Exchange x) throws InterruptedException {
        return inquire(x, "result", job -> {
            if (job.stage(lab.clock().instant()) != FalJobs.Stage.COMPLETED) {
                return Answer.json(400, addresses(x, x.value("id")).put("detail", "Request is still in progress"));
            }
            var error = job.error();
            return error != null ? error.answer(x.value("id")) : finished(x.value("id"), job);
        });
    }

    private static Answer finished(String id, FalJobs.Job job) {
        JsonNode result = job.result() == null ? Json.object() : job.result();
        return Answer.json(
                200, result, Map.of("x-fal-request-id", id, "x-fal-billable-units", Integer.toString(job.units())));
    }

    private Answer cancel(Exchange x) throws InterruptedException {
        return inquire(x, "cancel", job -> {
            var stage = jobs.cancel(x.value("id"));
            if (stage == null || stage == FalJobs.Stage.COMPLETED) {
                return Answer.json(400, Json.object().put("status", "ALREADY_COMPLETED"));
            }
            if (stage == FalJobs.Stage.IN_QUEUE) {
                refund(x, job);
            }
            return Answer.json(202, Json.object().put("status", "CANCELLATION_REQUESTED"));
        });
    }

    private void refund(Exchange x, FalJobs.Job job) {
        var usd = PRICES.getOrDefault(job.app(), BigDecimal.ZERO).multiply(BigDecimal.valueOf(job.units()));
        account.turn(knobs -> knobs.withBalance(knobs.balance().add(usd)));
        x.bill(usd.negate(), job.units() == 0 ? 0 : -1);
    }

    private Answer initiate(Exchange x) throws InterruptedException {
        try {
            checkKey(x, "upload", "", false);
        } catch (FalError error) {
            return error.answer("");
        }
        var type = x.json().path("content_type").asString("");
        if (!type.equals("image/png") && !type.equals("image/jpeg")) {
            return FalError.input("unsupported_image_format", "The lab stores PNG and JPEG", "content_type")
                    .answer("");
        }
        var id = uuid() + (type.equals("image/png") ? ".png" : ".jpg");
        return Answer.json(
                200,
                Json.object()
                        .put("upload_url", x.base() + "/fal/rest/storage/files/" + id)
                        .put("file_url", x.base() + "/fal/files/" + id));
    }

    /** Takes the bytes of an upload; its address is its permission, so that a key sent along is a mistake. */
    private Answer store(Exchange x) throws InterruptedException {
        x.follow("upload", "");
        if (!x.header("authorization").isEmpty()) {
            return Answer.text(400, "text/plain", "only one authorization is allowed");
        }
        var file = x.value("id");
        int dot = file.lastIndexOf('.');
        var format = file.endsWith(".png") ? PictureFormat.PNG : PictureFormat.JPEG;
        var _ = gallery.store(x, dot < 0 ? file : file.substring(0, dot), x.body(), format);
        return Answer.json(200, Json.object());
    }

    private Answer pricing(Exchange x) throws InterruptedException {
        try {
            checkKey(x, "pricing", "", false);
        } catch (FalError error) {
            return error.answer("");
        }
        var prices = Json.array();
        PRICES.forEach((app, price) -> {
            if (x.query("endpoint_id", app).startsWith(app)) {
                prices.add(Json.object()
                        .put("endpoint_id", x.query("endpoint_id", app))
                        .put("unit_price", price)
                        .put("unit", "megapixels")
                        .put("currency", "USD"));
            }
        });
        var body = Json.object();
        body.set("prices", prices);
        return Answer.json(200, body.putNull("next_cursor").put("has_more", false));
    }

    /** A picture given as data URI or as an address of the lab's own; null if it is neither. */
    private byte @Nullable [] picture(Exchange x, String url) {
        if (url.startsWith("http")) {
            return gallery.findByUrl(x, url);
        }
        int comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(url.substring(comma + 1));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private String uuid() {
        return new UUID(lab.random().nextLong(), lab.random().nextLong()).toString();
    }
}
