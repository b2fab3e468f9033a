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
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
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
import fluxbridge.provider.Reconciled;
import fluxbridge.provider.SizeGrid;
import fluxbridge.provider.Toolbox;
import fluxbridge.provider.Vendor;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * FAL over its queue: submit, poll the status address that came back, fetch the result address, cancel by PUT. There is no way to look a
 * request up without its id, so after a broken submit the outcome stays unknown. Wire facts: providers-2.md §1.
 */
public final class FalProvider implements Provider {

    public static final ProviderId ID = new ProviderId("fal");

    private static final Setting API_KEY =
            Setting.secret("FAL_API_KEY", "Key of https://fal.ai/dashboard/keys, both halves: id:secret");
    private static final Setting ENDPOINT =
            Setting.uri("FAL_ENDPOINT", "https://queue.fal.run", "Where FAL's queue is");
    private static final Setting API = Setting.uri(
            "FAL_API_ENDPOINT",
            "https://api.fal.ai/v1",
            "Where FAL's price list is, which ./bridge doctor --live reads");
    private static final Setting MODEL =
            Setting.text("FAL_MODEL", "fal-ai/flux-lora", "Model that draws from a prompt");
    private static final Setting IMG2IMG_MODEL =
            Setting.text("FAL_IMG2IMG_MODEL", "fal-ai/flux-lora/image-to-image", "Model that draws from an init image");
    private static final Setting INPAINT_MODEL = Setting.text(
            "FAL_INPAINT_MODEL",
            "fal-ai/flux-lora/inpainting",
            "Model that draws inside a mask; should FAL drop this one, fal-ai/flux-krea-lora/inpainting takes the same fields");
    private static final Setting MAX_LORAS = Setting.whole("MAXLORAS_FAL", 3, 0, 20, "Most LoRAs in one picture");
    private static final Setting SAFETY =
            Setting.choice("FAL_SAFETY_CHECKER", "on", List.of("on", "off"), "FAL's own check of what was drawn");
    private static final Setting UNIT_PRICE = Setting.decimal(
            "FAL_UNIT_PRICE_USD",
            "",
            0,
            100,
            "US dollars per unit that FAL says it billed; empty for the list price of the models above, 0.035 per megapixel");

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "FAL",
            List.of(API_KEY, ENDPOINT, API, MODEL, IMG2IMG_MODEL, INPAINT_MODEL, MAX_LORAS, SAFETY, UNIT_PRICE),
            values -> values.has(API_KEY) ? Optional.empty() : Optional.of("FAL_API_KEY is not set"),
            values -> List.of(values.text(MODEL)),
            false,
            FalProvider::new);

    /** FAL documents no range for width and height; this is what Flux draws well. */
    private static final SizeGrid GRID = new SizeGrid(256, 1536, 16);

    private static final int LONGEST_PROMPT = 4000;
    private static final Duration FIRST_POLL = Duration.ofMillis(500);
    private static final Duration SLOWEST_POLL = Duration.ofSeconds(2);
    private static final int MOST_BAD_POLLS = 3;
    private static final Pattern STEP = Pattern.compile("(\\d{1,3})/(\\d{1,3})");
    private static final Set<String> ENDED = Set.of("FAILED", "ERROR", "CANCELLED", "CANCELED");

    private final Vendor vendor;
    private final InstantSource clock;
    private final URI endpoint;
    private final URI prices;
    private final TrustedHosts hosts;
    private final Secret key;
    private final String model;
    private final String img2imgModel;
    private final String inpaintModel;
    private final int maxLoras;
    private final boolean safetyChecker;
    private final @Nullable BigDecimal unitPrice;

    FalProvider(SettingValues values, Toolbox tools) {
        key = values.secret(API_KEY);
        vendor = tools.http().vendor(ID, List.of(key));
        clock = tools.clock();
        endpoint = values.uri(ENDPOINT);
        hosts = new TrustedHosts(endpoint, Set.of("queue.fal.run"));
        model = values.text(MODEL);
        prices = URI.create(values.text(API).replaceAll("/+$", "") + "/models/pricing?endpoint_id=" + model);
        img2imgModel = values.text(IMG2IMG_MODEL);
        inpaintModel = values.text(INPAINT_MODEL);
        maxLoras = values.whole(MAX_LORAS);
        safetyChecker = values.text(SAFETY).equals("on");
        unitPrice = values.has(UNIT_PRICE) ? new BigDecimal(values.text(UNIT_PRICE)) : null;
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                maxLoras,
                fluxbridge.domain.Lora::isDownload,
                GRID,
                LONGEST_PROMPT,
                false,
                true,
                true,
                true,
                EnumSet.of(PictureFormat.PNG, PictureFormat.JPEG),
                true,
                true,
                false);
    }

    @Override
    public Optional<String> drawsWith(@Nullable String named, Mode mode) {
        return Optional.of(app(named, mode));
    }

    @Override
    public Optional<String> check(Call call) {
        var reply = vendor.read(Outgoing.get(prices).header("Authorization", "Key " + key.reveal()), call);
        if (!reply.ok()) {
            var said = FalErrors.of(reply.jsonOrMissing());
            throw said.failure(vendor, reply.status(), Optional.empty(), null)
                    .map(GatewayException::new)
                    .orElseGet(() -> vendor.failure(reply, said.message()));
        }
        var price = reply.json().path("prices").path(0);
        return Optional.of(
                price.isMissingNode()
                        ? "the key is accepted, but " + vendor.excerpt(model) + " has no price: check FAL_MODEL"
                        : "the key is accepted; " + vendor.excerpt(model) + " costs $"
                                + vendor.excerpt(price.path("unit_price").asString("?")) + " per "
                                + vendor.excerpt(price.path("unit").asString("unit")));
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        var notes = new ArrayList<Note>();
        var app = app(request.model(), request.mode());
        var job = submit(app, FalInput.of(request, safetyChecker, notes), call);
        var reply = await(job, call);
        var result = reply.json();
        var cost = cost(reply, app);
        if (isFlagged(result)) {
            throw new GatewayException(flagged(cost));
        }
        call.progress().report(0.95, "fetching from fal");
        var seed = result.path("seed");
        return new Generated(
                picture(result, call),
                seed.isIntegralNumber() ? OptionalLong.of(seed.asLong()) : OptionalLong.empty(),
                cost,
                app,
                notes);
    }

    /** The app to run; img2img and inpainting stand beside the text model under names of their own. */
    private String app(@Nullable String named, Mode mode) {
        boolean configured = named == null || named.equals(model);
        var text = named == null ? model : named;
        return switch (mode) {
            case Mode.Txt2Img() -> text;
            case Mode.Img2Img _ -> configured ? img2imgModel : text + "/image-to-image";
            case Mode.Inpaint _ -> configured ? inpaintModel : text + "/inpainting";
        };
    }

    /** A request that FAL has queued, and the addresses to ask about it. */
    private record Job(String app, String id, URI status, URI result, URI cancel) {}

    private Job submit(String app, ObjectNode input, Call call) {
        // A request that no runner took on before our deadline shall not be drawn, and billed, after it.
        long patience = Math.max(1, vendor.left(call).toSeconds());
        var reply = vendor.submit(
                authorized(Outgoing.post(at(endpoint, app), input))
                        .header("X-Fal-Request-Timeout", Long.toString(patience)),
                call);
        if (!reply.ok()) {
            throw reply.status() == 404 ? unknownModel(reply, app) : refusal(reply, app);
        }
        var body = reply.json();
        var id = body.path("request_id").asString("");
        if (!id.matches("[A-Za-z0-9_-]{1,100}")) {
            throw new GatewayException(new BadReply(ID, "took the request on without a usable request_id"));
        }
        var job = new Job(
                app,
                id,
                address(body, "status_url", app, id, "/status"),
                address(body, "response_url", app, id, ""),
                address(body, "cancel_url", app, id, "/cancel"));
        call.taken()
                .accept(String.join(
                        " ", app, id, job.status().toString(), job.result().toString()));
        return job;
    }

    /** The bill stands in the header of the result. One that was cancelled while it was drawn may be billed, whatever FAL's status says. */
    @Override
    public Reconciled whatBecameOf(String task, Call call) {
        var parts = task.split(" ", -1);
        if (parts.length != 4) {
            return Reconciled.UNCLEAR;
        }
        var status = hosts.accept(parts[2]);
        var address = hosts.accept(parts[3]);
        if (status.isEmpty() || address.isEmpty()) {
            return Reconciled.UNCLEAR; // FAL_ENDPOINT is another by now
        }
        var state = vendor.read(authorized(Outgoing.get(status.get())), call).jsonOrMissing();
        if (!state.path("status").isString() || isUnderWay(state.path("status").asString())) {
            return Reconciled.UNCLEAR;
        }
        var reply = vendor.read(authorized(Outgoing.get(address.get())), call);
        var cost = cost(reply, parts[0]);
        if (!reply.ok()) {
            return cost == null ? failed(state, reply) : new Reconciled(Reconciled.End.FAILED, cost);
        }
        return isFlagged(reply.jsonOrMissing()) ? Reconciled.failed(flagged(cost)) : Reconciled.drawn(cost);
    }

    private static boolean isUnderWay(String status) {
        return !status.equals("COMPLETED") && !ENDED.contains(status);
    }

    private Reconciled failed(JsonNode state, HttpReply reply) {
        var ofState = FalErrors.of(state);
        var error = ofState.isTyped() ? ofState : FalErrors.of(reply.jsonOrMissing());
        return error.isTyped() && !error.type().equals("client_cancelled")
                ? error.failure(vendor, 0, Optional.empty(), null)
                        .map(Reconciled::failed)
                        .orElse(Reconciled.UNCLEAR)
                : Reconciled.UNCLEAR;
    }

    private boolean isFlagged(JsonNode result) {
        return safetyChecker && result.path("has_nsfw_concepts").path(0).asBoolean(false);
    }

    private static RefusedBySafety flagged(@Nullable Money cost) {
        return new RefusedBySafety(ID, "its safety checker blackened the picture", cost, true);
    }

    /** The address as FAL returned it; built by FAL's rule (two segments of the app) when it is missing or at a host that gets no key. */
    private URI address(JsonNode body, String name, String app, String id, String ending) {
        return hosts.accept(body.path(name).asString("")).orElseGet(() -> {
            var parts = app.split("/", -1);
            var owner = parts.length < 2 ? app : parts[0] + "/" + parts[1];
            return at(endpoint, owner + "/requests/" + id + ending);
        });
    }

    private static URI at(URI base, String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + "/" + path);
    }

    /** Polls until the request is completed; tells FAL to stop when nobody waits any more. */
    private HttpReply await(Job job, Call call) {
        try {
            return poll(job, call);
        } catch (GatewayException e) {
            if (e.failure() instanceof Cancelled || e.failure() instanceof UnknownOutcome) {
                vendor.cancelLater(authorized(Outgoing.bare("PUT", job.cancel())));
            }
            if (e.failure() instanceof BadCredentials refused) {
                // The work was taken on with this key, so it goes on and is billed, whoever may see it.
                throw unclear(job, "does not show", "(" + refused.what() + ")");
            }
            throw e;
        }
    }

    private HttpReply poll(Job job, Call call) {
        var wait = FIRST_POLL;
        int bad = 0;
        while (true) {
            if (vendor.left(call).compareTo(wait) <= 0) {
                throw unclear(job, "was still drawing", "when the time was over");
            }
            vendor.sleep(wait);
            var longer = wait.multipliedBy(3).dividedBy(2);
            wait = longer.compareTo(SLOWEST_POLL) < 0 ? longer : SLOWEST_POLL;
            var reply = ask(withLogs(job.status()), job, call);
            var body = reply.jsonOrMissing();
            if (isUnreadable(reply, body, job)) {
                bad = countBad(bad, reply, job);
                continue;
            }
            bad = 0;
            var result = completed(body) ? result(job, call) : null;
            if (result != null) {
                return result;
            }
            report(body, call);
        }
    }

    private static URI withLogs(URI status) {
        return URI.create(status + (status.getRawQuery() == null ? "?logs=1" : "&logs=1"));
    }

    /** A read after the submit: that nothing came back says nothing about the picture. */
    private HttpReply ask(URI uri, Job job, Call call) {
        try {
            return vendor.read(authorized(Outgoing.get(uri)), call);
        } catch (GatewayException e) {
            if (e.failure() instanceof Unavailable || e.failure() instanceof UnknownOutcome) {
                throw unclear(job, "cannot be asked about", "(" + e.getMessage() + ")");
            }
            throw e;
        }
    }

    /** True when the answer tells nothing, but the next one may; an answer that ends the matter is thrown. */
    private boolean isUnreadable(HttpReply reply, JsonNode body, Job job) {
        if (reply.ok()) {
            return !body.path("status").isString();
        }
        if (FalErrors.isPassing(reply)) {
            return true;
        }
        if (reply.status() == 404) {
            throw unclear(job, "no longer knows", "(404)");
        }
        throw refusal(reply, job.app());
    }

    private static int countBad(int before, HttpReply reply, Job job) {
        if (before + 1 == MOST_BAD_POLLS) {
            throw unclear(job, "does not say what became of", "(" + reply.status() + ", " + reply.contentType() + ")");
        }
        return before + 1;
    }

    /** Whether the request has come to its end; an end that is a failure is thrown. */
    private boolean completed(JsonNode body) {
        var status = body.path("status").asString();
        boolean failed = body.hasNonNull("error") || body.hasNonNull("error_type");
        if (ENDED.contains(status) || (status.equals("COMPLETED") && failed)) {
            var error = FalErrors.of(body);
            throw new GatewayException(error.failure(vendor, 0, Optional.empty(), null)
                    .orElseGet(() -> new Unavailable(
                            ID, "did not make the picture (" + status + ": " + vendor.excerpt(error.message()) + ")")));
        }
        return status.equals("COMPLETED");
    }

    /** The result, or null when FAL says against its own status that the request is still in progress. */
    private @Nullable HttpReply result(Job job, Call call) {
        for (int bad = 0; ; ) {
            var reply = ask(job.result(), job, call);
            var body = reply.jsonOrMissing();
            if (FalErrors.isStillInProgress(body)) {
                return null;
            }
            if (reply.ok()) {
                return reply;
            }
            if (reply.status() == 404) {
                throw unclear(job, "no longer has the result of", "(404)");
            }
            if (FalErrors.of(body).isTyped() || !FalErrors.isPassing(reply)) {
                throw refusal(reply, job.app());
            }
            bad = countBad(bad, reply, job);
            if (vendor.left(call).compareTo(FIRST_POLL) <= 0) {
                throw unclear(job, "has finished, but does not hand out,", "(" + reply.status() + ")");
            }
            vendor.sleep(FIRST_POLL);
        }
    }

    private static GatewayException unclear(Job job, String what, String when) {
        return new GatewayException(
                new UnknownOutcome(ID, what + " request " + job.id() + " " + when + "; it may have been billed"));
    }

    private static void report(JsonNode body, Call call) {
        if (body.path("status").asString().equals("IN_QUEUE")) {
            int ahead = body.path("queue_position").asInt(0);
            call.progress().report(0, ahead > 0 ? "queued at fal, " + ahead + " ahead" : "queued at fal");
            return;
        }
        double fraction = 0.1;
        for (var line : body.path("logs")) {
            var step = STEP.matcher(line.path("message").asString(""));
            if (step.find() && Integer.parseInt(step.group(2)) > 0) {
                fraction = Math.clamp(Double.parseDouble(step.group(1)) / Integer.parseInt(step.group(2)), 0, 0.9);
            }
        }
        call.progress().report(fraction, "fal is drawing");
    }

    /** What an error answer means. */
    private GatewayException refusal(HttpReply reply, String app) {
        var error = FalErrors.of(reply.jsonOrMissing());
        return error.failure(vendor, reply.status(), reply.retryAfter(clock), cost(reply, app))
                .map(GatewayException::new)
                .orElseGet(() -> vendor.failure(reply, error.message()));
    }

    private GatewayException unknownModel(HttpReply reply, String app) {
        var said = vendor.excerpt(FalErrors.of(reply.jsonOrMissing()).message());
        return new GatewayException(new RejectedByProvider(
                ID,
                "does not know the model " + app + " (404: " + said
                        + "); set FAL_MODEL, FAL_IMG2IMG_MODEL or FAL_INPAINT_MODEL to one it has"));
    }

    private Picture picture(JsonNode result, Call call) {
        var url = result.path("images").path(0).path("url").asString("");
        if (url.isEmpty()) {
            throw new GatewayException(new BadReply(ID, "finished without a picture"));
        }
        if (url.startsWith("data:")) {
            return vendor.decodeBase64(url);
        }
        try {
            return vendor.picture(URI.create(url), call);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new BadReply(ID, "sent a picture address that is not a URL"), e);
        }
    }

    /** The units that FAL says it billed at the price of one; null when it does not say, or the price is not known. */
    private @Nullable Money cost(HttpReply reply, String app) {
        var units = reply.header("x-fal-billable-units");
        var price = unitPrice == null ? listPrice(app) : unitPrice;
        if (units == null || price == null || !units.matches("\\d{1,6}(\\.\\d{1,12})?")) {
            return null;
        }
        return Money.ofDollars(new BigDecimal(units).multiply(price));
    }

    /** Dollars per megapixel, from the vendor's model pages of 2026. */
    private static @Nullable BigDecimal listPrice(String app) {
        var parts = app.split("/", -1);
        return switch (parts.length < 2 ? app : parts[0] + "/" + parts[1]) {
            case "fal-ai/flux-lora", "fal-ai/flux-krea-lora" -> new BigDecimal("0.035");
            case "fal-ai/flux-general" -> new BigDecimal("0.075");
            default -> null;
        };
    }

    private Outgoing authorized(Outgoing outgoing) {
        return outgoing.header("Authorization", "Key " + key.reveal()).header("Accept", "application/json");
    }
}
