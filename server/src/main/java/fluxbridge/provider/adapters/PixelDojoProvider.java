package fluxbridge.provider.adapters;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.RejectedByProvider;
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
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pixel Dojo: one synchronous call per picture, one LoRA, seven shapes instead of sizes. Nothing can be asked about a call whose answer got
 * lost, so its outcome stays unknown. Wire facts: providers-1.md §4.1.
 */
public final class PixelDojoProvider implements Provider {

    public static final ProviderId ID = new ProviderId("pixeldojo");

    private static final String SINGLE_LORA = "flux-dev-single-lora";

    private static final Setting API_KEY =
            Setting.secret("PIXELDOJO_API_KEY", "Key of https://pixeldojo.ai/api-platform");
    private static final Setting ENDPOINT =
            Setting.uri("PIXELDOJO_ENDPOINT", "https://pixeldojo.ai/api/v1", "Where Pixel Dojo's API is");
    private static final Setting MODEL = Setting.text(
            "PIXELDOJO_MODEL",
            SINGLE_LORA,
            "flux-dev-single-lora, the only one that takes a LoRA, flux-dev, flux-pro, flux-1.1-pro or"
                    + " flux-1.1-pro-ultra");
    private static final Setting MAX_LORAS = Setting.whole("MAXLORAS_PIXELDOJO", 1, 0, 1, "Most LoRAs in one picture");

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "Pixel Dojo",
            List.of(API_KEY, ENDPOINT, MODEL, MAX_LORAS),
            values -> values.has(API_KEY) ? Optional.empty() : Optional.of("PIXELDOJO_API_KEY is not set"),
            values -> List.of(values.text(MODEL)),
            false,
            PixelDojoProvider::new);

    /** Every size passes, since only its shape is used; the answer is brought to the size afterwards. */
    private static final SizeGrid GRID = new SizeGrid(64, 4096, 1);

    /** Pixel Dojo names no limit. */
    private static final int LONGEST_PROMPT = 4000;

    private final Vendor vendor;
    private final URI flux;
    private final URI models;
    private final Secret key;
    private final String model;
    private final int maxLoras;

    PixelDojoProvider(SettingValues values, Toolbox tools) {
        key = values.secret(API_KEY);
        vendor = tools.http().vendor(ID, List.of(key));
        var base = values.text(ENDPOINT).replaceAll("/+$", "");
        flux = URI.create(base + "/flux");
        models = URI.create(base + "/models");
        model = values.text(MODEL);
        maxLoras = model.equals(SINGLE_LORA) ? values.whole(MAX_LORAS) : 0;
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                maxLoras,
                lora -> lora.isDownload(),
                GRID,
                LONGEST_PROMPT,
                false,
                true,
                false,
                false,
                EnumSet.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP),
                false,
                false,
                false);
    }

    /** The list of models; whether Pixel Dojo looks at the key for it is unconfirmed, so that only a refusal proves something. */
    @Override
    public Optional<String> check(Call call) {
        var reply = vendor.read(Outgoing.get(models).header("Authorization", "Bearer " + key.reveal()), call);
        if (!reply.ok()) {
            throw PixelDojoErrors.failure(vendor, reply);
        }
        return Optional.of("its list of models answers and the key was not refused; only a picture proves it fully");
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        if (!(request.mode() instanceof Mode.Txt2Img)) {
            throw new GatewayException(
                    new RejectedByProvider(ID, "draws from a prompt only, not from an init image or a mask"));
        }
        var notes = new ArrayList<Note>();
        var body = body(request, notes);
        call.progress().report(0.05, "pixeldojo is drawing");
        var reply = vendor.submit(Outgoing.post(flux, body).header("Authorization", "Bearer " + key.reveal()), call);
        if (!reply.ok()) {
            throw PixelDojoErrors.failure(vendor, reply);
        }
        var answer = reply.json();
        var image = answer.path("images").path(0);
        var picture = picture(answer, image, call);
        credits(answer).ifPresent(notes::add);
        var seed = image.path("seed");
        return new Generated(
                picture,
                seed.isIntegralNumber() ? OptionalLong.of(seed.asLong()) : OptionalLong.empty(),
                null,
                body.path("model").asString(),
                notes);
    }

    private ObjectNode body(PictureRequest request, List<Note> notes) {
        var chosen = request.model() == null ? model : request.model();
        var body = JsonNodeFactory.instance.objectNode();
        body.put("prompt", request.prompt().text());
        // The model for one LoRA is not promised to draw without one; flux-dev is the same model plain.
        body.put("model", chosen.equals(SINGLE_LORA) && request.loras().isEmpty() ? "flux-dev" : chosen);
        body.put("aspect_ratio", Ratio.nearest(request.size()).written());
        body.put("num_outputs", 1);
        if (request.seed() > 0) {
            body.put("seed", request.seed());
        } else {
            notes.add(new Note("Seed", "pixeldojo takes no seed 0, a random one was used"));
        }
        body.put("output_format", "png");
        body.put("output_quality", 100);
        request.loras().stream().findFirst().ifPresent(lora -> put(lora, body));
        if (request.steps().isPresent() || request.guidance().isPresent()) {
            notes.add(new Note("Ignored", "steps and guidance have no effect at pixeldojo"));
        }
        return body;
    }

    private static void put(AppliedLora lora, ObjectNode body) {
        body.put("lora_weights", lora.lora().url());
        body.put("lora_scale", lora.weight());
    }

    /** An element of the list of pictures is an address or an object with an address. */
    private Picture picture(JsonNode answer, JsonNode image, Call call) {
        var url = image.isString() ? image.asString() : image.path("url").asString("");
        if (url.isEmpty()) {
            if (answer.has("error")) {
                throw PixelDojoErrors.failure(vendor, answer);
            }
            throw new GatewayException(new BadReply(ID, "answered without a picture"));
        }
        call.progress().report(0.95, "fetching from pixeldojo");
        try {
            return vendor.picture(URI.create(url), call);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new BadReply(ID, "sent a picture address that is not a URL"), e);
        }
    }

    /** Pixel Dojo bills prepaid credits, whose price depends on the package bought. */
    private static Optional<Note> credits(JsonNode answer) {
        var used = answer.path(answer.has("credits_used") ? "credits_used" : "creditsUsed");
        var left = answer.path(answer.has("credits_remaining") ? "credits_remaining" : "creditsRemaining");
        return used.isNumber()
                ? Optional.of(new Note(
                        "Credits",
                        used.asString() + " used" + (left.isNumber() ? ", " + left.asString() + " left" : "")))
                : Optional.empty();
    }

    /** A shape that Pixel Dojo draws. */
    record Ratio(int width, int height) {

        private static final List<Ratio> ALL = List.of(
                new Ratio(1, 1),
                new Ratio(16, 9),
                new Ratio(9, 16),
                new Ratio(4, 3),
                new Ratio(3, 4),
                new Ratio(3, 2),
                new Ratio(2, 3));

        /** The shape of which the least is cut away to get the shape of {@code size}. */
        static Ratio nearest(Size size) {
            var wanted = (double) size.width() / size.height();
            return ALL.stream()
                    .min(Comparator.comparingDouble(ratio -> Math.abs(Math.log(wanted * ratio.height / ratio.width))))
                    .orElseThrow();
        }

        String written() {
            return width + ":" + height;
        }
    }
}
