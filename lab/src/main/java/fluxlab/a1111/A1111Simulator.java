package fluxlab.a1111;

import fluxlab.fault.FaultKind;
import fluxlab.http.Answer;
import fluxlab.http.Exchange;
import fluxlab.http.Json;
import fluxlab.http.Router;
import fluxlab.provider.Account;
import fluxlab.provider.Gallery;
import fluxlab.provider.Knobs;
import fluxlab.provider.Services;
import fluxlab.provider.Simulator;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * An A1111 server at {@code /a1111} and a stable-diffusion.cpp server at {@code /a1111/sdcpp}, both behind Basic auth. They share one bench,
 * draw one picture at a time and cost nothing.
 *
 * <p>Calls in scripts and journal: {@code txt2img}, {@code img2img}, {@code progress}, {@code interrupt}, {@code loras}, {@code lists}.
 */
public final class A1111Simulator implements Simulator {

    /** The only user and password accepted. */
    public static final String AUTH = "lab:lab-a1111-password";

    private static final String CHECKPOINT = "flux1-dev-fp8.safetensors";

    private final Account account = new Account(Knobs.defaults());
    private final Services lab;
    private final Gallery gallery;
    private final Bench bench;

    public A1111Simulator(Services lab) {
        this.lab = lab;
        gallery = new Gallery(lab.pictures(), "/a1111/file");
        bench = new Bench(lab.clock());
    }

    @Override
    public String id() {
        return "a1111";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> settings(URI base) {
        return List.of("A1111_UPSTREAM_URL=" + base + "/a1111", "A1111_UPSTREAM_AUTH=" + AUTH);
    }

    @Override
    public void routes(Router to) {
        for (var dialect : Dialect.values()) {
            var prefix = dialect == Dialect.A1111 ? "/a1111/sdapi/v1/" : "/a1111/sdcpp/sdapi/v1/";
            to.post(prefix + "txt2img", x -> draw(x, dialect, "txt2img"));
            to.post(prefix + "img2img", x -> draw(x, dialect, "img2img"));
            to.get(prefix + "loras", x -> list(x, dialect, "loras", loras(dialect)));
            to.get(prefix + "samplers", x -> list(x, dialect, "lists", samplers()));
            to.get(prefix + "sd-models", x -> list(x, dialect, "lists", models()));
            to.get(prefix + "options", x -> list(x, dialect, "lists", options()));
        }
        to.get("/a1111/sdapi/v1/progress", x -> list(x, Dialect.A1111, "progress", bench.progress()));
        to.post("/a1111/sdapi/v1/interrupt", this::interrupt);
    }

    /** FastAPI's own answer for a path that it does not have. */
    @Override
    public JsonNode problem(int status, String message) {
        return status == 404 ? Json.object().put("detail", "Not Found") : Dialect.A1111.body(status, message);
    }

    private static void checkAuth(Exchange x, Dialect dialect) {
        var expected = "Basic " + Base64.getEncoder().encodeToString(AUTH.getBytes(StandardCharsets.UTF_8));
        if (!x.header("authorization").equals(expected)) {
            throw dialect.new Refusal(401, "Incorrect username or password");
        }
    }

    private Answer draw(Exchange x, Dialect dialect, String call) throws InterruptedException {
        var body = x.json();
        x.submit(call, body.path("prompt").asString(""));
        try {
            checkAuth(x, dialect);
            var drawing = Drawing.read(body, dialect, call.equals("img2img"));
            var most = account.knobs().maxLoras();
            if (most != null && drawing.loras().size() > most) {
                throw dialect.new Refusal(500, "too many LoRAs");
            }
            var finished =
                    bench.draw(x, drawing.steps(), account.knobs().latency().plus(x.slow()));
            if (x.has(FaultKind.FAIL)) {
                throw dialect.new Refusal(500, "OutOfMemoryError: CUDA out of memory");
            }
            return finished(x, drawing, body, finished);
        } catch (Dialect.Refusal refusal) {
            return refusal.answer();
        }
    }

    /** An interrupted picture is sent as far as it got; here, not at all. */
    private Answer finished(Exchange x, Drawing drawing, JsonNode body, boolean finished) {
        var seed = drawing.seed() < 0 ? lab.random().nextLong(0, 1L << 32) : drawing.seed();
        var answer = Json.object();
        var images = answer.putArray("images");
        if (finished && !x.has(FaultKind.EMPTY)) {
            x.bill(BigDecimal.ZERO, 1);
            images.add(
                    gallery.inlineBase64(x, drawing.spec(seed, account.knobs().pictureBytes())));
        }
        answer.set("parameters", body.deepCopy());
        return Answer.json(
                200, answer.put("info", new String(Json.write(info(drawing, seed)), StandardCharsets.UTF_8)));
    }

    private static JsonNode info(Drawing drawing, long seed) {
        var info = Json.object()
                .put("prompt", drawing.asked())
                .put("negative_prompt", drawing.negative())
                .put("seed", seed)
                .put("width", drawing.width())
                .put("height", drawing.height())
                .put("sampler_name", drawing.sampler())
                .put("cfg_scale", drawing.cfgScale())
                .put("steps", drawing.steps())
                .put("sd_model_name", "flux1-dev-fp8");
        info.putArray("all_prompts").add(drawing.asked());
        info.putArray("all_seeds").add(seed);
        info.putArray("infotexts")
                .add(drawing.asked() + "\nSteps: " + drawing.steps() + ", Sampler: " + drawing.sampler()
                        + ", CFG scale: " + drawing.cfgScale() + ", Seed: " + seed + ", Size: " + drawing.width() + "x"
                        + drawing.height() + ", Model: flux1-dev-fp8");
        return info;
    }

    private Answer interrupt(Exchange x) throws InterruptedException {
        x.follow("interrupt", "");
        try {
            checkAuth(x, Dialect.A1111);
        } catch (Dialect.Refusal refusal) {
            return refusal.answer();
        }
        bench.interrupt();
        return Answer.json(200, Json.object());
    }

    private static Answer list(Exchange x, Dialect dialect, String call, JsonNode answer) throws InterruptedException {
        x.follow(call, "");
        try {
            checkAuth(x, dialect);
        } catch (Dialect.Refusal refusal) {
            return refusal.answer();
        }
        return Answer.json(200, answer);
    }

    private static ArrayNode loras(Dialect dialect) {
        var all = Json.array();
        for (var name : Drawing.FILES) {
            var item = Json.object().put("name", name);
            if (dialect == Dialect.A1111) {
                item.put("alias", name).put("path", "/srv/models/Lora/" + name + ".safetensors");
                item.putObject("metadata");
            } else {
                item.put("path", name + ".safetensors");
            }
            all.add(item);
        }
        return all;
    }

    private static ArrayNode samplers() {
        var all = Json.array();
        for (var name : Drawing.SAMPLERS) {
            var item = all.addObject().put("name", name);
            item.putArray("aliases");
            item.putObject("options");
        }
        return all;
    }

    private static ArrayNode models() {
        return Json.array()
                .add(Json.object()
                        .put("title", CHECKPOINT)
                        .put("model_name", "flux1-dev-fp8")
                        .putNull("hash")
                        .putNull("sha256")
                        .put("filename", "/srv/models/Stable-diffusion/" + CHECKPOINT)
                        .putNull("config"));
    }

    private static JsonNode options() {
        return Json.object().put("samples_format", "png").put("sd_model_checkpoint", CHECKPOINT);
    }
}
