package fluxlab.hf;

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
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A private ZeroGPU Space at {@code /hf/space}, and the Hub that knows it at {@code /hf/hub}.
 *
 * <p>Calls in scripts and journal: {@code host} and {@code stage} of the Hub; {@code config}, {@code info}, {@code upload}, {@code join},
 * {@code data}, {@code cancel}, {@code reset} and {@code picture} of the Space. The balance counts seconds of GPU quota: a call asks for 60 and
 * uses what it takes. A {@code fail} of {@code config} has the Space in the stage that it names ({@code SLEEPING}, {@code BUILDING},
 * {@code PAUSED}…); a {@code fail} of {@code join} ends the job as {@link ZeroGpu} lists.
 */
public final class HfSimulator implements Simulator {

    /** The only token accepted. */
    public static final String TOKEN = "lab-hf-token";

    /** The Space's name. */
    public static final String NAME = "lab/flux-loras";

    static final String SPACE = "/hf/space";

    private static final String API = SPACE + "/gradio_api";
    private static final String FILES = "/tmp/gradio/lab";
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final BigDecimal PRO_SECONDS = new BigDecimal("1500");
    private static final int STEPS_SHOWN = 4;
    private static final String ASLEEP = """
            <!DOCTYPE html><html><head><title>Space is not running</title></head>\
            <body><h1>This Space is sleeping or being built.</h1></body></html>
            """;
    private static final String PRIVATE =
            "<!DOCTYPE html><html><body><h1>401</h1>Sorry, we can't find the page.</body></html>";

    private final Account account = new Account(Knobs.defaults().withBalance(PRO_SECONDS));
    private final Services lab;
    private final Gallery gallery;
    private final Queue queue = new Queue();
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final AtomicReference<String> stage = new AtomicReference<>("RUNNING");

    public HfSimulator(Services lab) {
        this.lab = lab;
        gallery = new Gallery(lab.pictures(), API + "/file=" + FILES);
    }

    @Override
    public String id() {
        return "hf";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> settings(URI base) {
        return List.of("HF_SPACE_NAME=" + NAME, "HF_TOKEN=" + TOKEN, "HF_HUB_ENDPOINT=" + base + "/hf/hub");
    }

    @Override
    public void routes(Router to) {
        to.get("/hf/hub/api/whoami-v2", this::whoami);
        to.get("/hf/hub/api/spaces/{owner}/{space}/host", this::host);
        to.get("/hf/hub/api/spaces/{owner}/{space}", this::space);
        to.get(SPACE + "/config", this::config);
        to.get(API + "/info", this::info);
        to.post(API + "/upload", this::upload);
        to.post(API + "/queue/join", this::join);
        to.get(API + "/queue/data", this::data);
        to.post(API + "/cancel", this::cancel);
        to.post(API + "/reset", this::reset);
        to.picture(API + "/file=" + FILES + "/{file}", x -> isAuthorised(x) ? gallery.serve(x) : notShown());
    }

    /** FastAPI's way. */
    @Override
    public JsonNode problem(int status, String message) {
        return Json.object().put("detail", message);
    }

    // ---- the Hub ----------------------------------------------------------------------------------

    private Answer whoami(Exchange x) throws InterruptedException {
        x.follow("whoami", "");
        return isAuthorised(x)
                ? Answer.json(200, Json.object().put("type", "user").put("name", "lab-owner"))
                : Answer.json(401, Json.object().put("error", "Invalid username or password."));
    }

    private Answer host(Exchange x) throws InterruptedException {
        x.follow("host", "");
        return isKnown(x)
                ? Answer.json(
                        200, Json.object().put("subdomain", "lab-flux-loras").put("host", x.base() + SPACE))
                : missing();
    }

    private Answer space(Exchange x) throws InterruptedException {
        x.follow("stage", "");
        if (!isKnown(x)) {
            return missing();
        }
        var answer = Json.object().put("id", NAME).put("private", true).put("sdk", "gradio");
        answer.putObject("runtime").put("stage", stage.get());
        return Answer.json(200, answer);
    }

    /** The Hub shows a private Space to its owner only. */
    private static boolean isKnown(Exchange x) {
        return isAuthorised(x) && NAME.equals(x.value("owner") + "/" + x.value("space"));
    }

    private static Answer missing() {
        return Answer.json(
                401, Json.object().put("error", "Repository not found"), Map.of("X-Error-Code", "RepoNotFound"));
    }

    private static boolean isAuthorised(Exchange x) {
        return x.header("authorization").equals("Bearer " + TOKEN);
    }

    private static Answer notShown() {
        return Answer.text(401, "text/html", PRIVATE);
    }

    // ---- the Space --------------------------------------------------------------------------------

    private Answer config(Exchange x) throws InterruptedException {
        x.follow("config", "");
        if (!isAuthorised(x)) {
            return notShown();
        }
        var down = x.fault(FaultKind.FAIL);
        stage.set(down.map(fault -> fault.variant().isEmpty() ? "SLEEPING" : fault.variant())
                .orElse("RUNNING"));
        return down.isPresent() ? Answer.text(503, "text/html", ASLEEP) : Answer.json(200, RunLora.config(x));
    }

    private Answer info(Exchange x) throws InterruptedException {
        x.follow("info", "");
        return isAuthorised(x) ? Answer.json(200, RunLora.info()) : notShown();
    }

    private Answer upload(Exchange x) throws InterruptedException {
        x.follow("upload", "");
        if (!isAuthorised(x)) {
            return notShown();
        }
        var file = Multipart.file(x.header("content-type"), x.body(), "files");
        if (file == null) {
            return Answer.json(400, problem(400, "Invalid content-type or no part 'files'"));
        }
        var path = "/tmp/gradio/" + id() + uuid() + "/" + file.name();
        uploads.put(path, file.bytes());
        return Answer.json(200, Json.array().add(path));
    }

    private Answer join(Exchange x) {
        if (!isAuthorised(x)) {
            return notShown();
        }
        var body = x.json();
        var data = body.path("data");
        x.submit("join", RunLora.prompt(data));
        if (!data.isArray()) {
            return Answer.json(422, problem(422, "data: Input should be a valid list"));
        }
        if (!body.path("fn_index").isInt()) {
            return Answer.json(400, problem(400, "No function index provided."));
        }
        if (!body.path("session_hash").isString()) {
            return Answer.json(400, problem(400, "Session hash not found."));
        }
        if (body.path("fn_index").asInt() != RunLora.FUNCTION) {
            return Answer.json(404, problem(404, "There is no function with this index."));
        }
        var job = queue.join(uuid(), body.path("session_hash").asString(), RunLora.prompt(data));
        if (job == null) {
            return Answer.json(
                    503,
                    problem(
                            503,
                            "Queue is full. Max size is " + Queue.MOST_WAITING + " and size is " + Queue.MOST_WAITING
                                    + "."));
        }
        var slow = x.slow();
        Thread.ofVirtual().name("hf job").start(() -> run(x, job, data, slow));
        return Answer.json(200, Json.object().put("event_id", job.eventId));
    }

    private void run(Exchange x, Job job, JsonNode data, Duration slow) {
        try {
            if (!queue.start(job)) {
                return;
            }
            try {
                draw(x, job, data, account.knobs().latency().plus(slow));
            } finally {
                queue.finish();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw(Exchange x, Job job, JsonNode data, Duration takes) throws InterruptedException {
        job.tell(Json.object().put("msg", "process_starts").put("eta", 22.0));
        var failure = ZeroGpu.failure(x, account.knobs().balance());
        if (failure != null) {
            job.end(failure);
            return;
        }
        PictureSpec spec;
        try {
            spec = RunLora.read(
                    data, uploads::get, lab.random(), account.knobs().pictureBytes());
        } catch (RunLora.SpaceError e) {
            job.end(ZeroGpu.completed("Error", e.text()));
            return;
        }
        var seconds = BigDecimal.valueOf(takes.toMillis(), 3);
        account.charge(seconds.min(account.knobs().balance()));
        x.bill(BigDecimal.ZERO, 1);
        for (int step = 0; step < STEPS_SHOWN; step++) {
            job.tell(progress(step * 28 / STEPS_SHOWN));
            // To the end, whoever cancels: a plain function is not stopped.
            x.work(takes.dividedBy(STEPS_SHOWN));
        }
        job.end(result(x, spec, seconds));
    }

    private static ObjectNode progress(int step) {
        var message = Json.object().put("msg", "progress");
        message.putArray("progress_data")
                .addObject()
                .put("index", step)
                .put("length", 28)
                .put("unit", "steps")
                .put("desc", "Denoising")
                .putNull("progress");
        return message;
    }

    private ObjectNode result(Exchange x, PictureSpec spec, BigDecimal seconds) {
        var message = Json.object()
                .put("msg", "process_completed")
                .put("success", true)
                .putNull("title");
        var output = message.putObject("output");
        var data = output.putArray("data");
        if (x.has(FaultKind.EMPTY)) {
            data.addNull();
        } else {
            var id = uuid();
            var url = gallery.publish(x, id, spec);
            var file = data.addObject()
                    .put("path", FILES + "/" + id + "." + PictureFormat.WEBP.extension())
                    .put("url", url)
                    .put("orig_name", "image.webp")
                    .put("is_stream", false);
            file.putNull("size").putNull("mime_type");
            file.putObject("meta").put("_type", "gradio.FileData");
        }
        data.add(Json.object().put("seed", spec.seed()).toString());
        output.put("is_generating", false)
                .put("duration", seconds.setScale(3, RoundingMode.HALF_UP))
                .put("average_duration", 22.1);
        return message;
    }

    private Answer data(Exchange x) throws InterruptedException {
        var hash = x.query("session_hash", "");
        x.follow("data", queue.prompt(hash));
        if (!isAuthorised(x)) {
            return notShown();
        }
        var session = queue.session(hash);
        return Answer.events(to -> {
            if (session == null) {
                to.send(Json.object()
                        .put("msg", "unexpected_error")
                        .put("message", "404: Not Found")
                        .put("session_not_found", true)
                        .put("success", false)
                        .putNull("event_id"));
                return;
            }
            try {
                listen(x, session, to);
            } finally {
                queue.close(hash);
            }
        });
    }

    private static void listen(Exchange x, Session session, EventStream to) throws IOException, InterruptedException {
        var silent = Duration.ZERO;
        while (x.present() && !session.isFinished()) {
            var message = session.next(100);
            if (message != null) {
                to.send(message);
                silent = Duration.ZERO;
                continue;
            }
            silent = silent.plusMillis(100);
            if (silent.compareTo(HEARTBEAT) >= 0) {
                to.send(Json.object().put("msg", "heartbeat"));
                silent = Duration.ZERO;
            }
        }
        if (x.present()) {
            to.send(Json.object().put("msg", "close_stream"));
        }
    }

    private Answer cancel(Exchange x) throws InterruptedException {
        x.follow("cancel", "");
        if (!isAuthorised(x)) {
            return notShown();
        }
        var body = x.json();
        for (var name : Set.of("session_hash", "fn_index", "event_id")) {
            if (!body.hasNonNull(name)) {
                return Answer.json(422, problem(422, name + ": Field required"));
            }
        }
        @Nullable Job job = queue.job(body.path("event_id").asString(""));
        if (job != null && job.session.equals(body.path("session_hash").asString(""))) {
            job.cancel();
        }
        return Answer.json(200, Json.object().put("success", true));
    }

    private Answer reset(Exchange x) throws InterruptedException {
        x.follow("reset", "");
        return isAuthorised(x) ? Answer.json(200, Json.object().put("success", true)) : notShown();
    }

    private String uuid() {
        return "%016x%016x".formatted(lab.random().nextLong(), lab.random().nextLong());
    }
}
