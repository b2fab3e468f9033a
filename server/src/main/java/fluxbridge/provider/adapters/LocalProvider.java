package fluxbridge.provider.adapters;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Generated;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.SizeGrid;
import fluxbridge.provider.Toolbox;
import fluxbridge.provider.Vendor;
import fluxbridge.provider.WireJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Local: a server of the owner's that speaks A1111's API, such as Forge, AUTOMATIC1111, stable-diffusion.cpp or KoboldCpp. Such a server
 * draws one picture at a time and its progress and interrupt are about whatever it draws, so the bridge hands it one picture at a time. Wire
 * facts: providers-1.md §6, a1111.md §1.
 */
public final class LocalProvider implements Provider {

    public static final ProviderId ID = new ProviderId("local");

    private static final Setting URL = Setting.uri(
            "A1111_UPSTREAM_URL",
            "",
            "A server of yours that speaks A1111's API, such as http://127.0.0.1:7860; on this machine or a private"
                    + " network it needs BRIDGE_ALLOW_PRIVATE_UPSTREAMS=true");
    private static final Setting AUTH =
            Setting.secret("A1111_UPSTREAM_AUTH", "user:password of that server, if it was started with --api-auth");
    private static final Setting LORAS = Setting.choice(
            "A1111_UPSTREAM_LORAS",
            "tags",
            List.of("tags", "array", "off"),
            "How it takes LoRAs: tags in the prompt (Forge, A1111), array (stable-diffusion.cpp) or off");
    private static final Setting MAX_LORAS = Setting.whole("MAXLORAS_LOCAL", 12, 0, 64, "Most LoRAs in one picture");
    private static final Setting MODEL = Setting.text(
            "A1111_UPSTREAM_MODEL",
            "",
            "Checkpoint to draw with, as the server names it; empty for the one it has loaded");
    private static final Setting CFG_SCALE = Setting.decimal(
            "A1111_UPSTREAM_CFG_SCALE",
            "1",
            1,
            30,
            "CFG scale; 1 for Flux, where negative prompts then have no effect");
    private static final Setting SCHEDULER = Setting.text(
            "A1111_UPSTREAM_SCHEDULER", "Simple", "Scheduler; Simple suits Flux. none leaves the choice to the server");
    private static final Setting PROGRESS =
            Setting.flag("A1111_UPSTREAM_PROGRESS", true, "Asks the server every second how far it is");

    /** Stands in the list of models for whatever the server has loaded. */
    private static final String LOADED = "loaded";

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "Local A1111 server",
            List.of(URL, AUTH, LORAS, MAX_LORAS, MODEL, CFG_SCALE, SCHEDULER, PROGRESS),
            values -> values.has(URL) ? Optional.empty() : Optional.of("A1111_UPSTREAM_URL is not set"),
            values -> List.of(values.has(MODEL) ? values.text(MODEL) : LOADED),
            false,
            LocalProvider::new);

    /** Flux wants multiples of 16; A1111 alone would take 8. */
    private static final SizeGrid GRID = new SizeGrid(64, 2048, 16);

    /** A1111 reads prompts of any length. */
    private static final int LONGEST_PROMPT = 20_000;

    private static final int DEFAULT_STEPS = 20;
    private static final double DEFAULT_GUIDANCE = 3.5;
    private static final int MASK_BLUR = 4;
    private static final int FILL_WITH_ORIGINAL = 1;

    private final Vendor vendor;
    private final String base;
    private final Secret auth;
    private final String model;
    private final int maxLoras;
    private final double cfgScale;
    private final String scheduler;
    private final boolean asksProgress;
    private final LocalLoras loras;
    private final Semaphore free = new Semaphore(1, true);

    LocalProvider(SettingValues values, Toolbox tools) {
        base = values.text(URL).replaceAll("/+$", "");
        auth = basic(values.secret(AUTH));
        vendor = tools.http().vendor(ID, List.of(values.secret(AUTH), auth));
        model = values.text(MODEL);
        var form = LocalLoras.Form.of(values.text(LORAS));
        maxLoras = form == LocalLoras.Form.OFF ? 0 : values.whole(MAX_LORAS);
        cfgScale = values.decimal(CFG_SCALE);
        scheduler = values.text(SCHEDULER);
        asksProgress = values.flag(PROGRESS);
        loras = new LocalLoras(form, vendor, get("loras"));
    }

    private static Secret basic(Secret userAndPassword) {
        return userAndPassword.isPresent()
                ? new Secret(Base64.getEncoder()
                        .encodeToString(userAndPassword.reveal().getBytes(StandardCharsets.UTF_8)))
                : Secret.NONE;
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                maxLoras,
                LocalLoras::isNamed,
                GRID,
                LONGEST_PROMPT,
                cfgScale > 1,
                true,
                true,
                true,
                EnumSet.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP),
                true,
                true,
                true);
    }

    @Override
    public Optional<String> check(Call call) {
        var reply = vendor.read(get("options"), call);
        if (!reply.ok()) {
            throw vendor.failure(reply, reply.text());
        }
        return Optional.of("answers, with the model "
                + vendor.excerpt(reply.json().path("sd_model_checkpoint").asString("unknown")));
    }

    @Override
    public boolean readsPromptSyntax() {
        return true;
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        call.progress().report(0, "waiting for the local server");
        takeTurn(call);
        boolean keepsTurn = false;
        try {
            return draw(request, call);
        } catch (GatewayException e) {
            if (e.failure() instanceof Cancelled || e.failure() instanceof UnknownOutcome) {
                keepsTurn = true;
                interruptThenGiveTurn();
            }
            throw e.failure() instanceof UnknownOutcome lost ? freeOfCost(lost, e) : e;
        } finally {
            if (!keepsTurn) {
                free.release();
            }
        }
    }

    private void takeTurn(Call call) {
        try {
            if (!free.tryAcquire(Math.max(0, vendor.left(call).toMillis()), TimeUnit.MILLISECONDS)) {
                throw new GatewayException(
                        new Unavailable(ID, "was busy with other pictures of this bridge until the time was over"));
            }
        } catch (InterruptedException e) {
            throw new GatewayException(new Cancelled("interrupted while waiting for the local server"), e);
        }
    }

    /** Nobody waits for the picture any more. The turn ends when the interrupt is through, so that it cannot hit the next picture. */
    private void interruptThenGiveTurn() {
        vendor.cancelLater(signed(Outgoing.bare("POST", at("interrupt"))), free::release);
    }

    /** What may be lost here costs nothing, so nothing keeps the next provider from being asked. */
    private static GatewayException freeOfCost(UnknownOutcome lost, GatewayException e) {
        var broken = e.getCause();
        var why = broken == null || broken.getMessage() == null ? lost.what() : broken.getMessage();
        return new GatewayException(new Unavailable(ID, "gave no picture (" + why + ")"), e);
    }

    private Generated draw(PictureRequest request, Call call) {
        var notes = new ArrayList<Note>();
        var body = body(request, loras.use(request.loras(), call, notes));
        call.progress().report(0.02, "the local server is drawing");
        var route = request.mode() instanceof Mode.Txt2Img ? "txt2img" : "img2img";
        HttpReply reply;
        try (var _ =
                asksProgress ? LocalProgress.follow(vendor, get("progress?skip_current_image=true"), call) : null) {
            reply = vendor.submit(signed(Outgoing.post(at(route), body)), call);
        }
        if (!reply.ok()) {
            throw LocalErrors.failure(vendor, reply);
        }
        var answer = reply.json();
        var image = answer.path("images").path(0).asString("");
        if (image.isEmpty()) {
            var said = LocalErrors.said(answer);
            throw new GatewayException(new BadReply(
                    ID,
                    "answered without a picture"
                            + (said.isEmpty() ? "; it may have been interrupted there" : ": " + vendor.excerpt(said))));
        }
        return generated(vendor.decodeBase64(image), info(answer), request, notes);
    }

    private Generated generated(Picture picture, JsonNode info, PictureRequest request, List<Note> notes) {
        var seed = info.path("seed");
        var chosen = checkpoint(request);
        return new Generated(
                picture,
                seed.isIntegralNumber() && seed.asLong() >= 0 ? OptionalLong.of(seed.asLong()) : OptionalLong.empty(),
                Money.ZERO,
                info.path("sd_model_name").asString(chosen.isEmpty() ? LOADED : chosen),
                notes);
    }

    /** {@code info} is JSON inside a string; some servers leave it empty. */
    private static JsonNode info(JsonNode answer) {
        try {
            return WireJson.MAPPER.readTree(answer.path("info").asString(""));
        } catch (JacksonException _) {
            return WireJson.MAPPER.missingNode();
        }
    }

    private ObjectNode body(PictureRequest request, LocalLoras.Use used) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("prompt", request.prompt().text() + used.tags());
        body.put("negative_prompt", request.prompt().negative());
        body.put("width", request.size().width());
        body.put("height", request.size().height());
        body.put("steps", request.steps().orElse(DEFAULT_STEPS));
        body.put("cfg_scale", cfgScale);
        body.put("distilled_cfg_scale", request.guidance().orElse(DEFAULT_GUIDANCE));
        body.put("seed", request.seed());
        body.put("sampler_name", request.sampler() == null ? "Euler" : request.sampler());
        if (!scheduler.equalsIgnoreCase("none")) {
            body.put("scheduler", scheduler);
        }
        body.put("batch_size", 1);
        body.put("n_iter", 1);
        if (!used.array().isEmpty()) {
            body.set("lora", used.array());
        }
        var chosen = checkpoint(request);
        if (!chosen.isEmpty()) {
            body.putObject("override_settings").put("sd_model_checkpoint", chosen);
        }
        start(body, request.mode());
        return body;
    }

    private String checkpoint(PictureRequest request) {
        return request.model() == null || request.model().equals(LOADED) ? model : request.model();
    }

    private static void start(ObjectNode body, Mode mode) {
        switch (mode) {
            case Mode.Txt2Img() -> {}
            case Mode.Img2Img(var init, var strength) -> {
                body.putArray("init_images").add(base64(init));
                body.put("denoising_strength", strength);
            }
            case Mode.Inpaint(var init, var mask, var strength) -> {
                body.putArray("init_images").add(base64(init));
                body.put("denoising_strength", strength);
                body.put("mask", base64(mask));
                body.put("mask_blur", MASK_BLUR);
                body.put("inpainting_fill", FILL_WITH_ORIGINAL);
                body.put("inpaint_full_res", false);
                body.put("inpainting_mask_invert", 0);
            }
        }
    }

    private static String base64(Picture picture) {
        return Base64.getEncoder().encodeToString(picture.bytes());
    }

    private URI at(String route) {
        return URI.create(base + "/sdapi/v1/" + route);
    }

    private Outgoing get(String route) {
        return signed(Outgoing.get(at(route)));
    }

    private Outgoing signed(Outgoing outgoing) {
        return auth.isPresent() ? outgoing.header("Authorization", "Basic " + auth.reveal()) : outgoing;
    }
}
