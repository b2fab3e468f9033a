package fluxbridge.a1111;

import fluxbridge.domain.Caller;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.GatewayException;
import fluxbridge.generate.ClientConnection;
import fluxbridge.generate.Generator;
import fluxbridge.generate.Result;
import fluxbridge.image.Metadata;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.PictureJson;
import fluxbridge.image.Slices;
import fluxbridge.image.Transcode;
import fluxbridge.image.UnreadablePictureException;
import fluxbridge.prompt.styles.PromptStyles;
import fluxbridge.route.Attempt;
import fluxbridge.route.Made;
import fluxbridge.route.Models;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Pictures in A1111's words: body in, {@code images/parameters/info} out. */
public final class ImageEndpoints {

    private static final int JPEG_QUALITY = 90;

    private final Generator generator;
    private final Options options;
    private final Models models;
    private final Transcode transcode;
    private final SentPictures sent;
    private final PromptStyles styles;
    private final PictureCodec codec;
    private final Txt2ImgBody.Limits limits;
    private final PictureFormat format;
    private final InstantSource clock;
    private final String version;

    /**
     * @param format in which pictures are delivered; clients of this API expect PNG
     * @param version as the {@code version} of {@code info}
     */
    public ImageEndpoints(
            Generator generator,
            Options options,
            Models models,
            Transcode transcode,
            SentPictures sent,
            PromptStyles styles,
            PictureCodec codec,
            int maxSide,
            int maxImages,
            PictureFormat format,
            InstantSource clock,
            String version) {
        this.generator = generator;
        this.options = options;
        this.models = models;
        this.transcode = transcode;
        this.sent = sent;
        this.styles = styles;
        this.codec = codec;
        this.limits = new Txt2ImgBody.Limits(maxSide, maxImages);
        this.format = format;
        this.clock = clock;
        this.version = version;
    }

    /**
     * {@code POST /sdapi/v1/txt2img}.
     *
     * @param steering who is to draw, as the address says
     * @param facts takes facts about the request for the log, when it fails too
     */
    public ImagesReply txt2img(
            Caller caller, ObjectNode json, Steering steering, ClientConnection client, Map<String, Object> facts) {
        return draw(caller, Order.txt2img(Txt2ImgBody.read(json, limits)), steering, client, facts);
    }

    /**
     * {@code POST /sdapi/v1/img2img}.
     *
     * @param steering who is to draw, as the address says
     * @param facts takes facts about the request for the log, when it fails too
     */
    public ImagesReply img2img(
            Caller caller, ObjectNode json, Steering steering, ClientConnection client, Map<String, Object> facts) {
        var order = Img2ImgBody.read(json, limits).order(sent, codec);
        return draw(caller, order, steering, client, facts);
    }

    private ImagesReply draw(
            Caller caller, Order order, Steering steering, ClientConnection client, Map<String, Object> facts) {
        var body = order.body();
        var notes = new ArrayList<>(order.notes());
        var choice = choice(caller, body, notes);
        var styled = styles.apply(body.prompt(), body.styles());
        if (!styled.unknown().isEmpty()) {
            notes.add(new Note("Unknown styles", String.join(", ", styled.unknown())));
        }
        var request = request(order, styled.prompt(), choice, steering.provider(), notes)
                .withRouting(steering.routing());
        var trail = new ConcurrentLinkedQueue<Attempt>();
        Result result;
        try {
            result = generator.generate(caller, request, body.taskId(), client, trail::add);
        } finally {
            facts.putAll(PictureInfo.facts(trail));
        }
        try {
            return reply(order, result, trail, facts);
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
    }

    /** A model belongs to its provider: who names another provider gets that one's own. */
    private static ImageRequest request(
            Order order, Prompt prompt, Models.Choice choice, @Nullable ProviderId wanted, List<Note> notes) {
        var body = order.body();
        if (wanted == null) {
            return body.toRequest(prompt, choice.provider(), choice.model(), order.mode(), notes);
        }
        var model = wanted.equals(choice.provider()) ? choice.model() : null;
        return body.toRequest(prompt, wanted, model, order.mode(), notes);
    }

    /** The request's model, else the caller's current one. An unknown one in a request leaves the current one in place, as A1111 does, and is noted. */
    private Models.Choice choice(Caller caller, Txt2ImgBody body, List<Note> notes) {
        var asked = body.model();
        if (asked != null) {
            var found = models.find(asked);
            if (found.isPresent()) {
                if (body.keepModel()) {
                    options.chooseModel(caller, found.get().title());
                }
                return found.get();
            }
            notes.add(new Note(
                    "Ignored", "model '" + asked + "' (not among " + String.join(", ", models.titles()) + ")"));
        }
        return options.model(caller);
    }

    private ImagesReply reply(Order order, Result result, Collection<Attempt> trail, Map<String, Object> facts) {
        var body = order.body();
        var info = new PictureInfo(order, result, trail, version);
        facts.putAll(info.facts());
        var infotexts = new ArrayList<String>();
        var pictures = new ArrayList<Slices>();
        for (int place = 0; place < result.pictures().size(); place++) {
            var text = info.infotext(place);
            infotexts.add(text);
            if (body.sendImages()) {
                var picture = transcode.to(finished(order, result.pictures().get(place)), format, JPEG_QUALITY);
                pictures.add(Metadata.splice(picture, text));
            }
        }
        var document = new PictureJson().text("{\"images\":[");
        for (int i = 0; i < pictures.size(); i++) {
            document.text(i == 0 ? "\"" : ",\"").picture(pictures.get(i)).text("\"");
        }
        var described = A1111Json.MAPPER.writeValueAsString(info.info(infotexts, clock.instant()));
        document.text("],\"parameters\":" + A1111Json.MAPPER.writeValueAsString(order.parameters()) + ",\"info\":"
                + A1111Json.MAPPER.writeValueAsString(described) + "}");
        return new ImagesReply(document, headers(info), result);
    }

    /** What a mask keeps is the original's, whatever the provider made of it. */
    private Picture finished(Order order, Made made) {
        if (order.paste().isEmpty()) {
            return made.picture();
        }
        try {
            return order.paste().get().over(made.picture(), codec);
        } catch (UnreadablePictureException e) {
            throw new GatewayException(
                    new BadReply(made.by().provider().id(), "sent an unusable picture: " + e.getMessage()), e);
        }
    }

    private static Map<String, String> headers(PictureInfo info) {
        var headers = new LinkedHashMap<String, String>();
        var warnings = info.warnings();
        if (!warnings.isEmpty()) {
            headers.put("X-Gateway-Warnings", warnings.length() <= 2000 ? warnings : warnings.substring(0, 2000));
        }
        return headers;
    }
}
