package fluxbridge.provider.adapters;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.Failure.UnknownOutcome;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.SizeGrid;
import fluxbridge.provider.Toolbox;
import fluxbridge.provider.Vendor;
import fluxbridge.provider.WireJson;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A Hugging Face Space on ZeroGPU, over Gradio's queue. It costs seconds of the account's daily GPU quota, not money. Wire facts:
 * providers-2.md §3.
 */
public final class HfProvider implements Provider {

    public static final ProviderId ID = new ProviderId("hf");

    private static final Setting SPACE =
            Setting.text("HF_SPACE_NAME", "", "The Space that draws, as owner/space of https://huggingface.co/spaces");
    private static final Setting TOKEN = Setting.secret(
            "HF_TOKEN",
            "Token of https://huggingface.co/settings/tokens; its account's GPU quota is used, and a private Space needs it");
    private static final Setting ENDPOINT = Setting.uri(
            "HF_ENDPOINT", "", "Where the Space itself is, for a proxy or a Space elsewhere; empty to ask the Hub");
    private static final Setting HUB = Setting.uri(
            "HF_HUB_ENDPOINT", "https://huggingface.co", "Where the Hub is, which knows the Space's address");
    private static final Setting FUNCTION =
            Setting.text("HF_API_NAME", "/run_lora", "The Space's function, as its page 'Use via API' names it");
    private static final Setting MAX_LORAS = Setting.whole("MAXLORAS_HF", 10, 0, 20, "Most LoRAs in one picture");
    private static final Setting TEMPLATE = Setting.text(
            "HF_LORA_TEMPLATE",
            "{\"id\":\"{id}\",\"url\":\"{url}\",\"weight\":\"{weight}\"}",
            "One LoRA as the Space reads it: a JSON object whose texts may hold {id}, {url}, {repo}, {file}; a text that is only {weight} becomes a"
                    + " number");
    private static final Setting IMG2IMG = Setting.choice(
            "HF_IMG2IMG",
            "on",
            List.of("on", "off"),
            "Whether the Space is sent init images, by its parameter image_url");
    private static final Setting WAKE = Setting.whole(
            "HF_WAKE_SECONDS", 60, 0, 600, "How long a picture waits for a Space that sleeps or is being built");

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "Hugging Face Space",
            List.of(SPACE, TOKEN, ENDPOINT, HUB, FUNCTION, MAX_LORAS, TEMPLATE, IMG2IMG, WAKE),
            HfProvider::whyOff,
            values -> List.of(values.text(SPACE)),
            false,
            HfProvider::new);

    /** Flux draws multiples of 16; a Space with narrower sliders is told its own limit. */
    private static final SizeGrid GRID = new SizeGrid(256, 1536, 16);

    /** No limit is documented; what is longer is cut by the model's text encoder (512 tokens). */
    private static final int LONGEST_PROMPT = 3000;

    private static final int DEEPEST_FILE = 4;

    private final Vendor vendor;
    private final String name;
    private final int maxLoras;
    private final boolean img2img;
    private final HfErrors errors;
    private final HfSpace space;
    private final HfArguments arguments;

    HfProvider(SettingValues values, Toolbox tools) {
        Secret token = values.secret(TOKEN);
        vendor = tools.http().vendor(ID, List.of(token));
        name = values.text(SPACE);
        maxLoras = values.whole(MAX_LORAS);
        img2img = values.text(IMG2IMG).equalsIgnoreCase("on");
        errors = new HfErrors(vendor, name, token.isPresent());
        arguments = new HfArguments(values.text(TEMPLATE));
        space = new HfSpace(
                vendor,
                new HfSpace.Where(
                        name,
                        values.has(ENDPOINT) ? values.uri(ENDPOINT) : null,
                        values.uri(HUB),
                        token,
                        values.text(FUNCTION).replaceFirst("^/", ""),
                        Duration.ofSeconds(values.whole(WAKE))),
                errors);
    }

    private static Optional<String> whyOff(SettingValues values) {
        if (!values.has(SPACE)) {
            return Optional.of("HF_SPACE_NAME is not set");
        }
        if (!values.text(SPACE).matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")) {
            return Optional.of("HF_SPACE_NAME must be owner/space, was '" + values.text(SPACE) + "'");
        }
        return HfArguments.objectionTo(values.text(TEMPLATE));
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                maxLoras,
                arguments::canName,
                GRID,
                LONGEST_PROMPT,
                false,
                true,
                img2img,
                false,
                EnumSet.of(PictureFormat.WEBP, PictureFormat.PNG, PictureFormat.JPEG),
                true,
                false,
                true);
    }

    /** Asks the Hub whose token it is, then the Space for the signature of its function, which wakes a Space that sleeps. */
    @Override
    public Optional<String> check(Call call) {
        var account = space.account(call);
        var parameters = space.app(call).parameters().size();
        return Optional.of((account.isEmpty()
                        ? "no HF_TOKEN is set, so the quota is the anonymous one"
                        : "the token is that of " + account)
                + "; " + name + " is up and its function takes " + parameters + " parameters");
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        try {
            return draw(request, call);
        } catch (GatewayException e) {
            if (!(e.failure() instanceof OutOfCredit) && !(e.failure() instanceof RefusedBySafety)) {
                space.forget();
            }
            throw e;
        }
    }

    private Generated draw(PictureRequest request, Call call) {
        var notes = new ArrayList<Note>();
        var app = beforeWork(() -> space.app(call));
        var data = beforeWork(() -> switch (request.mode()) {
            case Mode.Txt2Img() -> arguments.of(request, app.parameters(), null, 0, notes);
            case Mode.Img2Img(var init, var strength) ->
                arguments.of(request, app.parameters(), upload(init, app, call), strength, notes);
            case Mode.Inpaint _ -> throw new IllegalArgumentException("hf takes no mask");
        });
        var output = new HfJob(space, vendor, errors, app, call, notes).run(data);
        call.progress().report(0.95, "fetching from hf");
        var results = output.path("data");
        return new Generated(picture(results, app, call), seed(results), null, name, notes);
    }

    /** Until the job is sent nothing can have been drawn, so nothing is unclear. */
    private static <T> T beforeWork(Supplier<T> step) {
        try {
            return step.get();
        } catch (GatewayException e) {
            if (e.failure() instanceof UnknownOutcome unknown) {
                throw new GatewayException(new Unavailable(ID, "does not answer (" + unknown.what() + ")"), e);
            }
            throw e;
        }
    }

    // ---- init image -------------------------------------------------------------------------------

    /** Uploads the init image; a text parameter is given its path, a picture parameter the file. */
    private JsonNode upload(Picture init, HfSpace.App app, Call call) {
        var boundary = "flux-lora-bridge-" + call.id();
        var file = "init." + init.format().extension();
        var outgoing = new Outgoing(
                "POST",
                URI.create(app.base() + app.prefix() + "/upload"),
                Map.of(),
                multipart(init, file, boundary),
                "multipart/form-data; boundary=" + boundary);
        var reply = vendor.read(space.signed(outgoing), call);
        if (!reply.ok()) {
            throw errors.ofStatus(reply);
        }
        var path = reply.json().path(0).asString("");
        if (path.isEmpty()) {
            throw Vendor.fail(new BadReply(ID, "took the init image without saying where it put it"));
        }
        boolean text = app.parameters().stream()
                .anyMatch(it -> it.name().equals("image_url") && it.component().equals("Textbox"));
        if (text) {
            return JsonNodeFactory.instance.stringNode(path);
        }
        var node = JsonNodeFactory.instance.objectNode();
        node.put("path", path)
                .put("orig_name", file)
                .put("mime_type", init.format().mediaType());
        node.putObject("meta").put("_type", "gradio.FileData");
        return node;
    }

    private static byte[] multipart(Picture init, String file, String boundary) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + file
                        + "\"\r\nContent-Type: " + init.format().mediaType() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(init.bytes());
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    // ---- results ----------------------------------------------------------------------------------

    private Picture picture(JsonNode results, HfSpace.App app, Call call) {
        var file = file(results.path(0), DEEPEST_FILE);
        if (file == null) {
            throw Vendor.fail(new BadReply(
                    ID,
                    "finished without a picture ("
                            + vendor.excerpt(results.path(1).asString("and without a word")) + ")"));
        }
        var at = address(file, app);
        return vendor.picture(at, call, space.credentials(at));
    }

    /** The first FileData in a value: bare, or in the list of a gallery. */
    private static @Nullable JsonNode file(JsonNode value, int depth) {
        if (value.path("url").isString() || value.path("path").isString()) {
            return value;
        }
        if (depth > 0) {
            for (var child : value) {
                var found = file(child, depth - 1);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The file's address: at the Space itself, with the Space's own scheme, since Gradio behind a proxy may write http. */
    private URI address(JsonNode file, HfSpace.App app) {
        var url = file.path("url").asString("");
        try {
            var base = URI.create(app.base());
            if (url.isEmpty()) {
                var path = new URI(null, null, file.path("path").asString(), null).getRawPath();
                return URI.create(app.base() + app.prefix() + "/file=" + path);
            }
            var uri = URI.create(url.replaceFirst("^https?:", String.valueOf(base.getScheme()) + ":"));
            if (!HfSpace.sameServer(uri, base)) {
                throw Vendor.fail(new BadReply(
                        ID, "made a picture, but names another host for it (" + vendor.excerpt(url) + ")"));
            }
            return uri;
        } catch (IllegalArgumentException | URISyntaxException e) {
            throw new GatewayException(new BadReply(ID, "sent a picture address that is not a URL"), e);
        }
    }

    /** The second result is a text that holds JSON. */
    private static OptionalLong seed(JsonNode results) {
        try {
            var said = WireJson.MAPPER.readTree(results.path(1).asString("{}")).path("seed");
            return said.isIntegralNumber() ? OptionalLong.of(said.asLong()) : OptionalLong.empty();
        } catch (JacksonException _) {
            return OptionalLong.empty();
        }
    }
}
