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
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * WaveSpeed v3: submit once, poll the address that came back until the run has ended. An init image is uploaded first. Wire facts:
 * providers-2.md §2.
 */
public final class WavespeedProvider implements Provider {

    public static final ProviderId ID = new ProviderId("wavespeed");

    private static final Setting API_KEY =
            Setting.secret("WAVESPEED_API_KEY", "Key of https://wavespeed.ai/accesskey; works after the first top-up");
    private static final Setting ENDPOINT =
            Setting.uri("WAVESPEED_ENDPOINT", "https://api.wavespeed.ai/api/v3", "Where WaveSpeed's API is");
    private static final Setting MODEL = Setting.text(
            "WAVESPEED_MODEL",
            "wavespeed-ai/flux-dev-lora",
            "Model that draws; wavespeed-ai/flux-dev-lora-ultra-fast is cheaper and takes 3 LoRAs");
    private static final Setting MAX_LORAS = Setting.whole("MAXLORAS_WAVESPEED", 4, 0, 20, "Most LoRAs in one picture");
    private static final Setting SAFETY = Setting.choice(
            "WAVESPEED_SAFETY_CHECKER",
            "on",
            List.of("on", "off"),
            "on leaves the model's own check as it is; off asks for none, which some models may not know");
    private static final Setting IMAGES = Setting.choice(
            "WAVESPEED_IMAGES",
            "upload",
            List.of("upload", "data"),
            "How init images and masks get there: upload stores them at WaveSpeed for 7 days, data puts them into the request");

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "WaveSpeed",
            List.of(API_KEY, ENDPOINT, MODEL, MAX_LORAS, SAFETY, IMAGES),
            values -> values.has(API_KEY) ? Optional.empty() : Optional.of("WAVESPEED_API_KEY is not set"),
            values -> List.of(values.text(MODEL)),
            false,
            WavespeedProvider::new);

    private static final SizeGrid GRID = new SizeGrid(256, 1536, 16);
    private static final int LONGEST_PROMPT = 4000;
    private static final Duration FIRST_POLL = Duration.ofSeconds(1);
    private static final Duration SLOWEST_POLL = Duration.ofSeconds(2);
    private static final int MOST_BAD_POLLS = 3;
    private static final Set<String> ENDED = Set.of("failed", "cancelled", "timeout", "deleted");

    private final Vendor vendor;
    private final InstantSource clock;
    private final URI endpoint;
    private final TrustedHosts hosts;
    private final WavespeedUploads uploads;
    private final Secret key;
    private final String model;
    private final int maxLoras;
    private final boolean safetyChecker;
    private final boolean uploadsImages;

    WavespeedProvider(SettingValues values, Toolbox tools) {
        key = values.secret(API_KEY);
        vendor = tools.http().vendor(ID, List.of(key));
        clock = tools.clock();
        endpoint = URI.create(values.uri(ENDPOINT).toString().replaceAll("/+$", ""));
        hosts = new TrustedHosts(endpoint, Set.of("api.wavespeed.ai"));
        model = values.text(MODEL);
        maxLoras = values.whole(MAX_LORAS);
        safetyChecker = values.text(SAFETY).equals("on");
        uploadsImages = values.text(IMAGES).equals("upload");
        uploads = new WavespeedUploads(vendor, at("/media/uploads"), hosts, this::authorized, this::refusal);
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
                EnumSet.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP),
                false,
                false,
                false);
    }

    @Override
    public Optional<String> check(Call call) {
        var reply = vendor.read(authorized(Outgoing.get(at("/balance"))), call);
        if (status(reply) / 100 != 2) {
            throw refusal(reply);
        }
        return Optional.of(
                "balance $" + reply.json().path("data").path("balance").asString("?"));
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        var notes = new ArrayList<Note>();
        var used = request.model() == null ? model : request.model();
        var input = WavespeedInput.of(request, safetyChecker, notes);
        start(input, request.mode(), call);
        var run = await(submit(used, input, call), call);
        if (isFlagged(run)) {
            throw new GatewayException(flagged());
        }
        call.progress().report(0.95, "fetching from wavespeed");
        // The answer names no seed, so the one that was sent stands.
        return new Generated(
                picture(run, call), OptionalLong.of(input.path("seed").asLong()), null, used, notes);
    }

    private void start(ObjectNode input, Mode mode, Call call) {
        switch (mode) {
            case Mode.Txt2Img() -> {}
            case Mode.Img2Img(var init, var strength) ->
                input.put("image", address(init, "init", call)).put("strength", strength);
            case Mode.Inpaint(var init, var mask, var strength) ->
                input.put("image", address(init, "init", call))
                        .put("mask_image", address(mask, "mask", call))
                        .put("strength", strength);
        }
    }

    private String address(Picture picture, String name, Call call) {
        if (uploadsImages) {
            call.progress().report(0, "uploading the " + name + " image to wavespeed");
            return uploads.upload(picture, name, call);
        }
        return "data:" + picture.format().mediaType() + ";base64,"
                + Base64.getEncoder().encodeToString(picture.bytes());
    }

    /** A run that WaveSpeed has taken on: how to ask about it, and what it said of it first. */
    private record Run(String id, URI poll, JsonNode first) {}

    private Run submit(String used, ObjectNode input, Call call) {
        var reply = vendor.submit(authorized(Outgoing.post(at("/" + used), input)), call);
        if (status(reply) == 404) {
            throw new GatewayException(new RejectedByProvider(
                    ID, "does not know the model " + used + " (404); set WAVESPEED_MODEL to one it has"));
        }
        if (status(reply) / 100 != 2) {
            throw refusal(reply);
        }
        var data = reply.json().path("data");
        var id = data.path("id").asString("");
        if (!id.matches("[A-Za-z0-9_-]{1,100}")) {
            throw new GatewayException(new BadReply(ID, "took the request on without a usable id"));
        }
        call.taken().accept(id);
        var poll = hosts.accept(data.path("urls").path("get").asString(""));
        return new Run(id, poll.orElseGet(() -> result(id)), data);
    }

    private URI result(String id) {
        return at("/predictions/" + id + "/result");
    }

    /** Failed runs are paid back (providers-2.md §2.6); of one that was deleted nothing is documented. */
    @Override
    public Reconciled whatBecameOf(String task, Call call) {
        var reply = vendor.read(authorized(Outgoing.get(result(task))), call);
        var run = reply.jsonOrMissing().path("data");
        if (status(reply) / 100 != 2) {
            return Reconciled.UNCLEAR;
        }
        var status = run.path("status").asString("");
        return switch (status) {
            case "completed" -> isFlagged(run) ? Reconciled.failed(flagged()) : Reconciled.drawn(null);
            case "failed", "timeout" ->
                Reconciled.failed(WavespeedErrors.ofRun(run).failedRun(vendor, status));
            default -> Reconciled.UNCLEAR;
        };
    }

    private boolean isFlagged(JsonNode run) {
        return safetyChecker && run.path("has_nsfw_contents").path(0).asBoolean(false);
    }

    private static RefusedBySafety flagged() {
        return new RefusedBySafety(ID, "its safety checker flagged the picture", null, true);
    }

    /** The status of an answer; the code in the body counts where the HTTP status says that all is well. */
    private static int status(HttpReply reply) {
        int inside = reply.ok() ? reply.jsonOrMissing().path("code").asInt(200) : reply.status();
        return inside >= 400 && inside < 600 ? inside : reply.status();
    }

    private GatewayException refusal(HttpReply reply) {
        var error = WavespeedErrors.ofReply(reply.jsonOrMissing(), reply.text());
        var failure = error.refusal(vendor, status(reply), reply.retryAfter(clock));
        return failure.map(GatewayException::new)
                .orElseGet(() -> vendor.failure(
                        new HttpReply(ID, status(reply), reply.headers(), reply.body()), error.message()));
    }

    /** Polls until the run has ended; asks WaveSpeed to delete it when nobody waits any more. */
    private JsonNode await(Run run, Call call) {
        try {
            return ended(run.first()) ? run.first() : poll(run, call);
        } catch (GatewayException e) {
            if (e.failure() instanceof Cancelled || e.failure() instanceof UnknownOutcome) {
                vendor.cancelLater(authorized(Outgoing.bare("DELETE", at("/predictions/" + run.id()))));
            }
            if (e.failure() instanceof BadCredentials refused) {
                // The work was taken on with this key, so it goes on and is billed, whoever may see it.
                throw unclear(run, "does not show", "(" + refused.what() + ")");
            }
            throw e;
        }
    }

    private JsonNode poll(Run run, Call call) {
        var wait = FIRST_POLL;
        int bad = 0;
        while (true) {
            if (vendor.left(call).compareTo(wait) <= 0) {
                throw unclear(run, "was still drawing", "when the time was over");
            }
            vendor.sleep(wait);
            var longer = wait.multipliedBy(3).dividedBy(2);
            wait = longer.compareTo(SLOWEST_POLL) < 0 ? longer : SLOWEST_POLL;
            var reply = ask(run, call);
            var data = reply.jsonOrMissing().path("data");
            if (status(reply) / 100 == 2 && data.path("status").isString()) {
                bad = 0;
                if (ended(data)) {
                    return data;
                }
                boolean waiting = !data.path("status").asString().equals("processing");
                call.progress().report(waiting ? 0 : 0.3, waiting ? "queued at wavespeed" : "wavespeed is drawing");
                continue;
            }
            bad++;
            checkPassing(reply, run, bad);
        }
    }

    /** A read after the submit: that nothing came back says nothing about the picture. */
    private HttpReply ask(Run run, Call call) {
        try {
            return vendor.read(authorized(Outgoing.get(run.poll())), call);
        } catch (GatewayException e) {
            if (e.failure() instanceof Unavailable || e.failure() instanceof UnknownOutcome) {
                throw unclear(run, "cannot be asked about", "(" + e.getMessage() + ")");
            }
            throw e;
        }
    }

    /** Lets an answer pass that tells nothing, when the next one may; throws when it ends the matter. */
    private void checkPassing(HttpReply reply, Run run, int bad) {
        int status = status(reply);
        if (status == 404) {
            throw unclear(run, "no longer knows", "(404)");
        }
        boolean passing = status / 100 == 2 || status == 408 || status == 429 || status >= 500;
        if (!passing) {
            throw refusal(reply);
        }
        if (bad == MOST_BAD_POLLS) {
            throw unclear(run, "does not say what became of", "(" + status + ", " + reply.contentType() + ")");
        }
    }

    /** Whether a run is completed; one that ended otherwise is thrown. A non-empty {@code error} alone means nothing. */
    private boolean ended(JsonNode data) {
        var status = data.path("status").asString("");
        if (ENDED.contains(status)) {
            throw new GatewayException(WavespeedErrors.ofRun(data).failedRun(vendor, status));
        }
        return status.equals("completed");
    }

    private static GatewayException unclear(Run run, String what, String when) {
        return new GatewayException(
                new UnknownOutcome(ID, what + " run " + run.id() + " " + when + "; it may have been billed"));
    }

    /** An output is an address, or base64 with or without a data prefix. */
    private Picture picture(JsonNode run, Call call) {
        var output = run.path("outputs").path(0).asString("");
        if (output.isEmpty()) {
            throw new GatewayException(new BadReply(ID, "finished without a picture"));
        }
        if (!output.startsWith("http")) {
            return vendor.decodeBase64(output);
        }
        try {
            return vendor.picture(URI.create(output), call);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new BadReply(ID, "sent a picture address that is not a URL"), e);
        }
    }

    private URI at(String path) {
        return URI.create(endpoint + path);
    }

    private Outgoing authorized(Outgoing outgoing) {
        return outgoing.header("Authorization", "Bearer " + key.reveal()).header("Accept", "application/json");
    }
}
