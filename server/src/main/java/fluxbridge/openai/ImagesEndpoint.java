package fluxbridge.openai;

import fluxbridge.domain.Caller;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.GatewayException;
import fluxbridge.generate.ClientConnection;
import fluxbridge.generate.Generator;
import fluxbridge.generate.RequestFacts;
import fluxbridge.generate.Result;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.Transcode;
import fluxbridge.image.UnreadablePictureException;
import fluxbridge.inpaint.Paste;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.route.Attempt;
import fluxbridge.route.Made;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Pictures in OpenAI's words: a request is first read and checked, then drawn. */
public final class ImagesEndpoint {

    private static final int USUAL_SIDE = 1024;

    private final Generator generator;
    private final ModelNames models;
    private final DictionaryFile dictionary;
    private final StartPictures starts;
    private final Transcode transcode;
    private final PictureCodec codec;
    private final PictureUrls urls;
    private final ImagesBody.Limits limits;
    private final InstantSource clock;

    /** @param format of the pictures when a request names none: PNG or JPEG */
    public ImagesEndpoint(
            Generator generator,
            ModelNames models,
            DictionaryFile dictionary,
            StartPictures starts,
            Transcode transcode,
            PictureCodec codec,
            PictureUrls urls,
            int maxSide,
            int maxImages,
            PictureFormat format,
            InstantSource clock) {
        this.generator = generator;
        this.models = models;
        this.dictionary = dictionary;
        this.starts = starts;
        this.transcode = transcode;
        this.codec = codec;
        this.urls = urls;
        this.limits = new ImagesBody.Limits(maxSide, maxImages, format);
        this.clock = clock;
    }

    /**
     * {@code POST /v1/images/generations}.
     *
     * @throws GatewayException {@code BadRequest} or {@code UnknownModel}
     */
    public Order generation(ObjectNode fields) {
        var body = ImagesBody.read(fields, Kind.GENERATION, limits);
        int side = Math.min(USUAL_SIDE, limits.maxSide());
        return order(Kind.GENERATION, body, Mode.TXT2IMG, body.size().orElse(new Size(side, side)), body.notes());
    }

    /**
     * {@code POST /v1/images/edits}.
     *
     * @param fields texts of the form
     * @param images files in the order of the form
     * @param mask null for none
     * @throws GatewayException {@code BadRequest} or {@code UnknownModel}
     */
    public Order edit(ObjectNode fields, List<byte[]> images, byte @Nullable [] mask) {
        var body = ImagesBody.read(fields, Kind.EDIT, limits);
        required(images);
        var notes = new ArrayList<>(body.notes());
        var start = starts.edit(images, mask, body.size(), body.strength(), limits.maxSide(), notes);
        return order(Kind.EDIT, body, start.mode(), start.size(), notes);
    }

    /**
     * {@code POST /v1/images/variations}.
     *
     * @throws GatewayException {@code BadRequest} or {@code UnknownModel}
     */
    public Order variation(ObjectNode fields, List<byte[]> images) {
        var body = ImagesBody.read(fields, Kind.VARIATION, limits);
        required(images);
        var notes = new ArrayList<>(body.notes());
        var start = starts.variation(images, body.size(), body.strength(), limits.maxSide(), notes);
        return order(Kind.VARIATION, body, start.mode(), start.size(), notes);
    }

    private static void required(List<byte[]> images) {
        if (images.isEmpty()) {
            throw new GatewayException(new BadRequest(List.of(new BadRequest.Problem(
                    List.of("body", "image"),
                    "is required: a file in the field image, or several in image[]",
                    "missing_required_parameter"))));
        }
    }

    private Order order(Kind kind, ImagesBody body, Mode mode, Size size, List<Note> soFar) {
        var choice = models.choice(body.model());
        var notes = new ArrayList<>(soFar);
        var prompt = body.loras().appendedTo(body.prompt(), dictionary.get(), notes);
        var request = new ImageRequest(
                new Prompt(prompt, body.negative()),
                size,
                body.seed(),
                body.steps(),
                body.guidance(),
                null,
                choice.model(),
                choice.provider(),
                body.count(),
                true,
                mode,
                body.scene(),
                notes);
        return new Order(kind, body, request);
    }

    /**
     * Draws, blocking.
     *
     * @param facts takes facts about the request for the log, when it fails too; {@code may_be_billed} among them when money may have been
     *     spent
     * @throws GatewayException when not one picture could be made
     */
    public Drawn draw(Caller caller, Order order, ClientConnection client, Map<String, Object> facts) {
        var trail = new ConcurrentLinkedQueue<Attempt>();
        Result result;
        try {
            result = generator.generate(caller, order.request(), null, client, trail::add);
        } finally {
            facts.putAll(RequestFacts.of(trail));
            if (trail.stream().anyMatch(ImagesEndpoint::maySpend)) {
                facts.put("may_be_billed", true);
            }
        }
        try {
            facts.putAll(RequestFacts.of(result));
            var cancelled = result.cancelled();
            if (result.pictures().isEmpty() && cancelled != null) {
                throw new GatewayException(new Cancelled(cancelled.words()));
            }
            return new Drawn(order, result, pictures(order, result), urls, clock.instant());
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
    }

    private static boolean maySpend(Attempt attempt) {
        var cost = attempt.cost();
        return attempt.mayBeBilled() || (cost != null && cost.micros() > 0);
    }

    private List<Picture> pictures(Order order, Result result) {
        var body = order.body();
        return result.pictures().stream()
                .map(made -> finished(order, made))
                .map(picture -> body.rewritten()
                        ? transcode.anew(picture, body.format(), body.jpegQuality())
                        : transcode.to(picture, body.format(), body.jpegQuality()))
                .toList();
    }

    /** What a mask keeps is the original's, whatever the provider made of it. */
    private Picture finished(Order order, Made made) {
        if (!(order.request().mode() instanceof Mode.Inpaint inpaint)) {
            return made.picture();
        }
        try {
            return Paste.whole(inpaint.init(), inpaint.mask()).over(made.picture(), codec);
        } catch (UnreadablePictureException e) {
            throw new GatewayException(
                    new BadReply(made.by().provider().id(), "sent an unusable picture: " + e.getMessage()), e);
        }
    }
}
