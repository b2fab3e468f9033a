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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Together: one synchronous call per picture, LoRAs by the address of their weights. Nothing can be asked about a call whose answer got lost,
 * so its outcome stays unknown. Wire facts: providers-1.md §2.
 */
public final class TogetherProvider implements Provider {

    public static final ProviderId ID = new ProviderId("together");

    private static final Setting API_KEY =
            Setting.secret("TOGETHER_API_KEY", "Key of https://api.together.ai/settings/api-keys");
    private static final Setting ENDPOINT =
            Setting.uri("TOGETHER_ENDPOINT", "https://api.together.xyz/v1", "Where Together's API is");
    private static final Setting MODEL = Setting.text(
            "TOGETHER_MODEL",
            "black-forest-labs/FLUX.2-dev",
            "Model name; the default is the only one listed that takes LoRAs, and they must be trained for FLUX.2");
    private static final Setting MAX_LORAS =
            Setting.whole("MAXLORAS_TOGETHER", 2, 0, 2, "Most LoRAs in one picture; 0 for a model that takes none");
    private static final Setting OUTPUT = Setting.choice(
            "TOGETHER_OUTPUT", "base64", List.of("base64", "url"), "How pictures come: in the answer or by url");
    private static final Setting SAFETY = Setting.choice(
            "TOGETHER_SAFETY_CHECKER",
            "on",
            List.of("on", "off"),
            "Together's own check of what was drawn; some models do not let it be switched off");

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "Together",
            List.of(API_KEY, ENDPOINT, MODEL, MAX_LORAS, OUTPUT, SAFETY),
            values -> values.has(API_KEY) ? Optional.empty() : Optional.of("TOGETHER_API_KEY is not set"),
            values -> List.of(values.text(MODEL)),
            false,
            TogetherProvider::new);

    private static final SizeGrid GRID = new SizeGrid(256, 1920, 8);

    /** Together names no limit; its answer to an input that is too long is 403. */
    private static final int LONGEST_PROMPT = 4000;

    private static final int MOST_STEPS = 50;
    private static final double DEFAULT_GUIDANCE = 3.5;

    private final Vendor vendor;
    private final URI images;
    private final Secret key;
    private final String model;
    private final int maxLoras;
    private final String output;
    private final boolean safetyChecker;

    TogetherProvider(SettingValues values, Toolbox tools) {
        key = values.secret(API_KEY);
        vendor = tools.http().vendor(ID, List.of(key));
        images = URI.create(values.text(ENDPOINT).replaceAll("/+$", "") + "/images/generations");
        model = values.text(MODEL);
        maxLoras = values.whole(MAX_LORAS);
        output = values.text(OUTPUT).toLowerCase(Locale.ROOT);
        safetyChecker = values.text(SAFETY).equalsIgnoreCase("on");
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    /** FLUX.2 and the pro models ignore a negative prompt. */
    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                maxLoras,
                lora -> lora.isDownload(),
                GRID,
                LONGEST_PROMPT,
                !isFlux2(model) && !model.contains("-pro"),
                true,
                false,
                false,
                EnumSet.of(PictureFormat.PNG, PictureFormat.JPEG),
                false,
                false,
                false);
    }

    @Override
    public Optional<String> check(Call call) {
        var models = images.resolve("../models");
        var reply = vendor.read(Outgoing.get(models).header("Authorization", "Bearer " + key.reveal()), call);
        if (!reply.ok()) {
            throw TogetherErrors.failure(vendor, reply);
        }
        return Optional.of("the key is accepted");
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        if (!(request.mode() instanceof Mode.Txt2Img)) {
            throw new GatewayException(
                    new RejectedByProvider(ID, "draws from a prompt only, not from an init image or a mask"));
        }
        var notes = new ArrayList<Note>();
        var body = body(request, notes);
        call.progress().report(0.05, "together is drawing");
        var reply = vendor.submit(Outgoing.post(images, body).header("Authorization", "Bearer " + key.reveal()), call);
        if (!reply.ok()) {
            throw TogetherErrors.failure(vendor, reply);
        }
        var answer = reply.json();
        var picture = picture(answer, call);
        return new Generated(
                picture,
                OptionalLong.empty(),
                null,
                answer.path("model").asString(body.path("model").asString("")),
                notes);
    }

    private ObjectNode body(PictureRequest request, List<Note> notes) {
        var drawing = request.model() == null ? model : request.model();
        var body = JsonNodeFactory.instance.objectNode();
        body.put("model", drawing);
        body.put("prompt", request.prompt().text());
        if (!request.prompt().negative().isEmpty()) {
            body.put("negative_prompt", request.prompt().negative());
        }
        body.put("width", request.size().width());
        body.put("height", request.size().height());
        request.steps().ifPresent(steps -> body.put("steps", Math.min(MOST_STEPS, steps)));
        if (request.steps().orElse(0) > MOST_STEPS) {
            notes.add(new Note("Steps", "together draws at most " + MOST_STEPS + " steps"));
        }
        body.put("guidance_scale", request.guidance().orElse(DEFAULT_GUIDANCE));
        body.put("seed", request.seed());
        body.put("n", 1);
        body.put("response_format", output);
        body.put("output_format", "png");
        if (!safetyChecker) {
            body.put("disable_safety_checker", true);
        }
        if (isFlux2(drawing)) {
            // FLUX.2 rewrites prompts unless told not to.
            body.put("prompt_upsampling", false);
        }
        loras(request, drawing, body, notes);
        return body;
    }

    private static void loras(PictureRequest request, String drawing, ObjectNode body, List<Note> notes) {
        if (request.loras().isEmpty()) {
            return;
        }
        var list = body.putArray("image_loras");
        request.loras()
                .forEach(lora -> list.addObject().put("path", lora.lora().url()).put("scale", lora.weight()));
        if (isFlux2(drawing)) {
            notes.add(new Note("LoRA base", drawing + " takes LoRAs for FLUX.2; one for FLUX.1 may have no effect"));
        }
    }

    private static boolean isFlux2(String model) {
        return model.contains("FLUX.2");
    }

    /** Both keys may be there with one of them null, so their values decide. */
    private Picture picture(JsonNode answer, Call call) {
        var item = answer.path("data").path(0);
        var inside = item.path("b64_json").asString("");
        if (!inside.isEmpty()) {
            return vendor.decodeBase64(inside);
        }
        var url = item.path("url").asString("");
        if (url.isEmpty()) {
            var said = TogetherErrors.said(answer);
            throw new GatewayException(new BadReply(
                    ID, "answered without a picture" + (said.isEmpty() ? "" : " (" + vendor.excerpt(said) + ")")));
        }
        call.progress().report(0.95, "fetching from together");
        try {
            return vendor.picture(URI.create(url), call);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new BadReply(ID, "sent a picture address that is not a URL"), e);
        }
    }
}
