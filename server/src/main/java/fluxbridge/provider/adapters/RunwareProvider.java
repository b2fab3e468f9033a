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
import fluxbridge.failure.Failure.FromProvider;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runware: tasks in a JSON array, LoRAs by AIR id. By default a task is submitted asynchronously and polled, so that after a broken
 * connection the bridge can still find out what became of it. Wire facts: providers-1.md §1.
 */
public final class RunwareProvider implements Provider {

    public static final ProviderId ID = new ProviderId("runware");

    private static final Setting API_KEY = Setting.secret("RUNWARE_API_KEY", "Key of https://my.runware.ai");
    private static final Setting ENDPOINT =
            Setting.uri("RUNWARE_ENDPOINT", "https://api.runware.ai/v1", "Where Runware's API is");
    private static final Setting MODEL =
            Setting.text("RUNWARE_MODEL", "runware:101@1", "AIR id of the model; runware:101@1 is Flux dev");
    private static final Setting MAX_LORAS = Setting.whole("MAXLORAS_RUNWARE", 12, 0, 20, "Most LoRAs in one picture");
    private static final Setting DELIVERY = Setting.choice(
            "RUNWARE_DELIVERY",
            "async",
            List.of("async", "sync"),
            "async submits and polls, and survives a broken connection; sync waits for the picture on one connection");
    private static final Setting OUTPUT = Setting.choice(
            "RUNWARE_OUTPUT", "url", List.of("url", "base64"), "How pictures come: by url or as base64 in the answer");
    private static final Setting SAFETY = Setting.choice(
            "RUNWARE_SAFETY_CHECKER", "on", List.of("on", "off"), "Runware's own check of what was drawn");
    private static final Setting AIR_SOURCE = Setting.text(
            "RUNWARE_AIR_SOURCE",
            "fluxbridge",
            "The source name of your account, under which LoRAs are uploaded; create it in Runware's dashboard");
    private static final Setting MAPPING = Setting.text(
            "RUNWARE_LORA_MAPPING_PATH",
            "",
            "File with the AIR ids of uploaded LoRAs; empty for runware_lora_mapping.json in the data folder");

    public static final ProviderSpec SPEC = new ProviderSpec(
            ID,
            "Runware",
            List.of(API_KEY, ENDPOINT, MODEL, MAX_LORAS, DELIVERY, OUTPUT, SAFETY, AIR_SOURCE, MAPPING),
            values -> values.has(API_KEY) ? Optional.empty() : Optional.of("RUNWARE_API_KEY is not set"),
            values -> List.of(values.text(MODEL)),
            false,
            RunwareProvider::new);

    /** A real catalogue's limits differ by model; these are Flux dev's. */
    private static final SizeGrid GRID = new SizeGrid(128, 2048, 64);

    private static final int LONGEST_PROMPT = 3000;
    private static final int DEFAULT_STEPS = 28;
    private static final int MOST_STEPS = 100;
    private static final double DEFAULT_GUIDANCE = 3.5;
    private static final Duration SUBMIT_TIME = Duration.ofSeconds(30);
    private static final Duration POLL_TIME = Duration.ofSeconds(30);
    private static final Duration UPLOAD_TIME = Duration.ofSeconds(60);
    private static final Duration PICTURE_TIME = Duration.ofSeconds(45);
    private static final int MOST_POLLS_WITHOUT_NEWS = 8;
    private static final double MOST_CREDIBLE_DOLLARS = 1000;
    private static final Duration FIRST_POLL = Duration.ofSeconds(1);
    private static final Duration SECOND_POLL = Duration.ofMillis(500);
    private static final Duration SLOWEST_POLL = Duration.ofSeconds(10);

    private final Vendor vendor;
    private final URI endpoint;
    private final Secret key;
    private final String model;
    private final int maxLoras;
    private final boolean async;
    private final boolean base64;
    private final boolean safetyChecker;
    private final RunwareLoras loras;

    RunwareProvider(SettingValues values, Toolbox tools) {
        key = values.secret(API_KEY);
        vendor = tools.http().vendor(ID, List.of(key));
        endpoint = values.uri(ENDPOINT);
        model = values.text(MODEL);
        maxLoras = values.whole(MAX_LORAS);
        async = values.text(DELIVERY).equals("async");
        base64 = values.text(OUTPUT).equals("base64");
        safetyChecker = values.text(SAFETY).equals("on");
        var mapping = values.has(MAPPING)
                ? java.nio.file.Path.of(values.text(MAPPING))
                : tools.dataDir().resolve("runware_lora_mapping.json");
        loras = new RunwareLoras(
                new RunwareLoraMapping(mapping), values.text(AIR_SOURCE), this::read, tools.uuids(), vendor);
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                maxLoras,
                lora -> lora.isAir() || lora.isDownload(),
                GRID,
                LONGEST_PROMPT,
                true,
                true,
                true,
                true,
                EnumSet.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP),
                false,
                true,
                false);
    }

    private static String amount(JsonNode balance) {
        if (!balance.isObject()) {
            return balance.asString("unknown");
        }
        var currency = balance.path("currency").asString("USD");
        return (currency.equals("USD") ? "$" : currency + " ")
                + balance.path("amount").asString("?");
    }

    @Override
    public Generated generate(PictureRequest request, Call call) {
        var notes = new ArrayList<Note>();
        var used = loras.airs(request.loras(), call, notes);
        try {
            return draw(request, used, call, call.id(), notes);
        } catch (UnknownLoraException e) {
            if (!loras.forget(used, e.index)) {
                throw new GatewayException(e.failure, e);
            }
        }
        // The account lost an upload that the mapping still names: upload again, once. Nothing was drawn or billed.
        var fresh = new ArrayList<Note>();
        try {
            var airs = loras.airs(request.loras(), call, fresh);
            var freshId = loras.freshId();
            call.taken().accept(freshId);
            return draw(request, airs, call, freshId, fresh);
        } catch (UnknownLoraException e) {
            throw new GatewayException(e.failure, e);
        }
    }

    /** Runware takes the id of the call for its own, so it can be asked even when its answer to the submit got lost. */
    @Override
    public Optional<String> taskOf(String call) {
        return async ? Optional.of(call) : Optional.empty();
    }

    /** That a task is not known says nothing: it may have expired after it was drawn. */
    @Override
    public Reconciled whatBecameOf(String task, Call call) {
        var reply = vendor.read(poll(task), soon(call, POLL_TIME));
        var body = reply.jsonOrMissing();
        var error = RunwareErrors.find(body, task);
        if (error.isPresent()) {
            boolean ofTheTask =
                    error.get().taskId().equals(task) && !error.get().isUnknownTask();
            return ofTheTask ? Reconciled.failed(error.get().failure(vendor, reply)) : Reconciled.UNCLEAR;
        }
        var item = reply.ok() && !body.isMissingNode() ? state(reply, task).item() : null;
        if (item == null) {
            return Reconciled.UNCLEAR;
        }
        return isFlagged(item) ? Reconciled.failed(flagged(item)) : Reconciled.drawn(cost(item));
    }

    private static boolean isFlagged(JsonNode item) {
        return item.path("NSFWContent").asBoolean(false);
    }

    private static RefusedBySafety flagged(JsonNode item) {
        return new RefusedBySafety(ID, "its safety checker flagged the picture", cost(item), true);
    }

    @Override
    public Optional<String> check(Call call) {
        var taskId = call.id();
        var reply = vendor.read(
                post(JsonNodeFactory.instance
                        .objectNode()
                        .put("taskType", "accountManagement")
                        .put("taskUUID", taskId)
                        .put("operation", "getDetails")),
                call);
        var error = RunwareErrors.find(reply.jsonOrMissing(), taskId);
        if (error.isPresent()) {
            throw new GatewayException(error.get().failure(vendor, reply));
        }
        if (!reply.ok()) {
            throw vendor.failure(reply, "");
        }
        var balance = reply.json().findValue("balance");
        return Optional.of(balance == null ? "the key is accepted" : "balance " + vendor.excerpt(amount(balance)));
    }

    private Generated draw(
            PictureRequest request, List<RunwareLoras.Air> used, Call call, String taskId, List<Note> notes)
            throws UnknownLoraException {
        var task = task(request, used, taskId, notes);
        var item = async ? submitAndPoll(task, taskId, call) : wait(task, taskId, call);
        var cost = cost(item);
        if (isFlagged(item)) {
            throw new GatewayException(flagged(item));
        }
        call.progress().report(0.95, "fetching from runware");
        var seed = item.path("seed");
        return new Generated(
                picture(item, soon(call, PICTURE_TIME)),
                seed.isIntegralNumber() ? OptionalLong.of(seed.asLong()) : OptionalLong.empty(),
                cost,
                task.path("model").asString(),
                notes);
    }

    ObjectNode task(PictureRequest request, List<RunwareLoras.Air> used, String taskId, List<Note> notes) {
        var task = JsonNodeFactory.instance.objectNode();
        task.put("taskType", "imageInference");
        task.put("taskUUID", taskId);
        task.put("positivePrompt", atLeastTwo(request.prompt().text()));
        if (request.prompt().negative().length() >= 2) {
            task.put("negativePrompt", request.prompt().negative());
        }
        task.put("model", request.model() == null ? model : request.model());
        task.put("width", request.size().width());
        task.put("height", request.size().height());
        task.put("steps", Math.min(MOST_STEPS, request.steps().orElse(DEFAULT_STEPS)));
        if (request.steps().orElse(0) > MOST_STEPS) {
            notes.add(new Note("Steps", "runware draws at most " + MOST_STEPS + " steps"));
        }
        task.put("CFGScale", request.guidance().orElse(DEFAULT_GUIDANCE));
        task.put("seed", Math.max(1, request.seed()));
        if (request.seed() < 1) {
            notes.add(new Note("Seed", "runware takes no seed 0, 1 was used"));
        }
        task.put("numberResults", 1);
        task.put("outputType", base64 ? "base64Data" : "URL");
        task.put("outputFormat", "PNG");
        task.put("includeCost", true);
        task.put("deliveryMethod", async ? "async" : "sync");
        if (safetyChecker) {
            task.putObject("safety").put("checkContent", true);
        }
        start(task, request.mode());
        if (!used.isEmpty()) {
            var list = task.putArray("lora");
            used.forEach(lora -> list.addObject().put("model", lora.air()).put("weight", lora.weight()));
        }
        return task;
    }

    /** A prompt is 2 to 3000 characters long; {@code __BLANK__} stands for none. */
    private static String atLeastTwo(String prompt) {
        return prompt.isBlank() ? "__BLANK__" : prompt.length() == 1 ? prompt + "." : prompt;
    }

    private static void start(ObjectNode task, Mode mode) {
        switch (mode) {
            case Mode.Txt2Img() -> {}
            case Mode.Img2Img(var init, var strength) -> {
                task.put("seedImage", dataUri(init));
                task.put("strength", strength);
            }
            case Mode.Inpaint(var init, var mask, var strength) -> {
                task.put("seedImage", dataUri(init));
                task.put("maskImage", dataUri(mask));
                task.put("strength", strength);
            }
        }
    }

    private static String dataUri(Picture picture) {
        return "data:" + picture.format().mediaType() + ";base64,"
                + Base64.getEncoder().encodeToString(picture.bytes());
    }

    private JsonNode wait(ObjectNode task, String taskId, Call call) throws UnknownLoraException {
        var state = state(vendor.submit(post(task), call), taskId);
        state.throwFailure();
        if (state.item() == null) {
            throw new GatewayException(new BadReply(ID, "answered without a picture"));
        }
        return state.item();
    }

    private JsonNode submitAndPoll(ObjectNode task, String taskId, Call call) throws UnknownLoraException {
        var early = submit(task, taskId, call);
        if (early != null) {
            return early;
        }
        var wait = FIRST_POLL;
        var next = SECOND_POLL;
        int withoutNews = 0;
        while (withoutNews < MOST_POLLS_WITHOUT_NEWS) {
            if (vendor.left(call).compareTo(wait) <= 0) {
                throw new GatewayException(new UnknownOutcome(
                        ID, "was still drawing task " + taskId + " when the time was over; it will be billed"));
            }
            vendor.sleep(wait);
            var state = look(taskId, call);
            state.throwFailure();
            if (state.item() != null) {
                return state.item();
            }
            withoutNews = state.news() ? 0 : withoutNews + 1;
            if (state.news()) {
                call.progress().report(state.progress(), "runware is drawing");
            }
            wait = next;
            next = shorter(wait.multipliedBy(3).dividedBy(2), SLOWEST_POLL);
        }
        throw new GatewayException(new UnknownOutcome(
                ID, "took task " + taskId + " and does not say what became of it; it may be billed"));
    }

    /** One poll. An answer that says nothing of the task, such as an error of the vendor's edge, is no news: the task is being drawn. */
    private State look(String taskId, Call call) {
        HttpReply reply;
        try {
            reply = vendor.read(poll(taskId), soon(call, POLL_TIME));
        } catch (GatewayException e) {
            if (e.failure() instanceof FromProvider) {
                return State.NO_NEWS;
            }
            throw e;
        }
        var error = RunwareErrors.find(reply.jsonOrMissing(), taskId);
        boolean ofTheTask =
                reply.ok() || (error.isPresent() && error.get().taskId().equals(taskId));
        return ofTheTask && !reply.jsonOrMissing().isMissingNode() ? state(reply, taskId) : State.NO_NEWS;
    }

    /**
     * Sends the task; when no usable answer comes, asks what became of it before anything is concluded.
     *
     * @return the result when it is there already, null otherwise
     */
    private @Nullable JsonNode submit(ObjectNode task, String taskId, Call call) throws UnknownLoraException {
        HttpReply reply;
        try {
            reply = vendor.submit(post(task), soon(call, SUBMIT_TIME));
        } catch (GatewayException e) {
            if (e.failure() instanceof UnknownOutcome) {
                confirm(taskId, call, e);
                return null;
            }
            throw e;
        }
        if (reply.ok() && reply.jsonOrMissing().isMissingNode()) {
            confirm(
                    taskId,
                    call,
                    new GatewayException(new BadReply(ID, "acknowledged with something that is not JSON")));
            return null;
        }
        if (reply.status() == 502 || reply.status() == 504) {
            confirm(taskId, call, vendor.failure(reply, ""));
            return null;
        }
        var state = state(reply, taskId);
        // The id is ours alone: somebody on the way sent the request twice, and the first one was taken on.
        if (state.error() == null || !state.error().isConflict()) {
            state.throwFailure();
        }
        return state.item();
    }

    /**
     * Asks whether a task was taken on.
     *
     * @throws GatewayException {@code Unavailable} when it was not, so that nothing was billed; {@code UnknownOutcome} when nobody can say
     */
    private void confirm(String taskId, Call call, GatewayException unclear) {
        State state;
        try {
            // The request may still be on its way through the vendor's edge.
            vendor.sleep(shorter(FIRST_POLL, vendor.left(call).dividedBy(2)));
            state = look(taskId, call);
        } catch (GatewayException e) {
            e.addSuppressed(unclear);
            throw e;
        }
        if (state.error() != null && state.error().isUnknownTask()) {
            throw new GatewayException(
                    new Unavailable(ID, "did not take the request on (" + unclear.getMessage() + ")"), unclear);
        }
        if (state.equals(State.NO_NEWS)) {
            throw new GatewayException(
                    new UnknownOutcome(
                            ID,
                            "gave no clear answer and does not say what became of the request; it may be billed ("
                                    + unclear.getMessage() + ")"),
                    unclear);
        }
    }

    private HttpReply read(ObjectNode task, Call call) {
        return vendor.read(post(task), soon(call, UPLOAD_TIME));
    }

    private Outgoing poll(String taskId) {
        return post(JsonNodeFactory.instance
                .objectNode()
                .put("taskType", "getResponse")
                .put("taskUUID", taskId));
    }

    private Outgoing post(ObjectNode task) {
        return Outgoing.post(endpoint, JsonNodeFactory.instance.arrayNode().add(task))
                .header("Authorization", "Bearer " + key.reveal());
    }

    /**
     * What an answer says about a task.
     *
     * @param item its finished result, null while there is none
     * @param error what the vendor says went wrong, null when nothing did
     * @param failure the same for the caller
     * @param news whether it says anything about the task
     * @param progress 0..1
     */
    private record State(
            @Nullable JsonNode item,
            @Nullable RunwareErrors error,
            @Nullable FromProvider failure,
            boolean news,
            double progress) {

        static final State NO_NEWS = new State(null, null, null, false, 0);

        static State drawing(double percent) {
            return new State(null, null, null, true, Math.clamp(percent / 100, 0, 1));
        }

        void throwFailure() throws UnknownLoraException {
            if (failure instanceof RejectedByProvider && error != null && error.isUnknownLora()) {
                throw new UnknownLoraException(failure, error.loraIndex());
            }
            if (failure != null) {
                throw new GatewayException(failure);
            }
        }
    }

    /** Runware does not know the id of a LoRA. */
    private static final class UnknownLoraException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient FromProvider failure;
        private final int index;

        UnknownLoraException(FromProvider failure, int index) {
            super(failure.message());
            this.failure = failure;
            this.index = index;
        }
    }

    /** Errors first; then the item of this task that carries a picture. */
    private State state(HttpReply reply, String taskId) {
        var body = reply.ok() ? reply.json() : reply.jsonOrMissing();
        var error = RunwareErrors.find(body, taskId);
        if (error.isPresent()) {
            return new State(null, error.get(), error.get().failure(vendor, reply), true, 0);
        }
        if (!reply.ok()) {
            throw vendor.failure(reply, reply.text().stripLeading().startsWith("<") ? "" : reply.text());
        }
        for (var item : body.path("data")) {
            if (item.path("taskUUID").asString("").equals(taskId)) {
                return state(item);
            }
        }
        return State.NO_NEWS;
    }

    private static State state(JsonNode item) {
        if (item.has("imageURL") || item.has("imageBase64Data") || item.has("imageDataURI")) {
            return new State(item, null, null, true, 1);
        }
        if (item.path("status").asString("").equals("success")) {
            return new State(null, null, new BadReply(ID, "finished the task without a picture"), true, 0);
        }
        return State.drawing(item.path("progress").asDouble(0));
    }

    private Picture picture(JsonNode item, Call call) {
        if (item.has("imageBase64Data")) {
            return vendor.decodeBase64(item.path("imageBase64Data").asString());
        }
        if (item.has("imageDataURI")) {
            return vendor.decodeBase64(item.path("imageDataURI").asString());
        }
        try {
            return vendor.picture(URI.create(item.path("imageURL").asString()), call);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new BadReply(ID, "sent a picture address that is not a URL"), e);
        }
    }

    private static @Nullable Money cost(JsonNode item) {
        var cost = item.path("cost");
        boolean credible =
                cost.isNumber() && cost.decimalValue().signum() >= 0 && cost.doubleValue() <= MOST_CREDIBLE_DOLLARS;
        return credible ? Money.ofDollars(cost.decimalValue()) : null;
    }

    /** The same call with an end of its own: one request that hangs must not use up the time of all. */
    private Call soon(Call call, Duration longest) {
        return new Call(
                call.id(),
                earlier(call.deadline(), vendor.now().plus(longest)),
                call.progress(),
                call.bodies(),
                call.taken());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
