package fluxlab.together;

import fluxlab.fault.FaultKind;
import fluxlab.http.Answer;
import fluxlab.http.Exchange;
import fluxlab.http.Json;
import fluxlab.http.Router;
import fluxlab.picture.PictureSpec;
import fluxlab.provider.Account;
import fluxlab.provider.Gallery;
import fluxlab.provider.Knobs;
import fluxlab.provider.Services;
import fluxlab.provider.Simulator;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Together's image API at {@code /together/v1}: one synchronous call per order.
 *
 * <p>Calls in scripts and journal: {@code generations}, {@code models}, and {@code picture} for downloads. Every item of an answer has both
 * keys with one of them null; a picture's address answers 403 without a {@code User-Agent} and redirects, as was seen at the vendor.
 */
public final class TogetherSimulator implements Simulator {

    /** The only key accepted. */
    public static final String KEY = "lab-together-key";

    private final Account account = new Account(Knobs.defaults());
    private final Services lab;
    private final Gallery gallery;

    public TogetherSimulator(Services lab) {
        this.lab = lab;
        gallery = new Gallery(lab.pictures(), "/together/cdn");
    }

    @Override
    public String id() {
        return "together";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> settings(URI base) {
        return List.of("TOGETHER_API_KEY=" + KEY, "TOGETHER_ENDPOINT=" + base + "/together/v1");
    }

    @Override
    public void routes(Router to) {
        to.post("/together/v1/images/generations", this::generations);
        to.get("/together/v1/models", this::models);
        to.get("/together/v1/images/{file}", TogetherSimulator::redirect);
        gallery.routes(to);
    }

    @Override
    public JsonNode problem(int status, String message) {
        var type = switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "insufficient_quota";
            case 429 -> "dynamic_request_limited";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
        return TogetherError.body(message, type, null, status == 401 ? "invalid_api_key" : null);
    }

    private Answer generations(Exchange x) throws InterruptedException {
        var body = x.json();
        x.submit("generations", body.path("prompt").asString(""));
        try {
            checkKey(x);
            return draw(x, ImageOrder.read(body));
        } catch (TogetherError error) {
            return error.answer();
        }
    }

    private Answer models(Exchange x) throws InterruptedException {
        x.follow("models", "");
        try {
            checkKey(x);
        } catch (TogetherError error) {
            return error.answer();
        }
        var all = Json.array();
        ImageOrder.PRICES.keySet().stream()
                .sorted()
                .forEach(model -> all.add(
                        Json.object().put("id", model).put("object", "model").put("type", "image")));
        return Answer.json(200, all);
    }

    private static void checkKey(Exchange x) {
        if (!x.header("authorization").equals("Bearer " + KEY)) {
            throw new TogetherError(401, "authentication_error", "Invalid API key provided.", null, "invalid_api_key");
        }
    }

    private Answer draw(Exchange x, ImageOrder order) throws InterruptedException {
        var most = account.knobs().maxLoras();
        if (most != null && order.loras().size() > most) {
            throw TogetherError.invalid("image_loras", "must be an array of at most " + most + " LoRAs");
        }
        var failed = x.fault(FaultKind.FAIL);
        if (failed.isEmpty()) {
            pay(x, order);
        }
        x.work(account.knobs().latency().plus(x.slow()));
        if (failed.isPresent()) {
            var code = failed.get().variant();
            throw new TogetherError(
                    500, "server_error", "The generation failed.", null, code.isEmpty() ? "internal_error" : code);
        }
        if (x.has(FaultKind.NSFW) && order.checked()) {
            throw new TogetherError(
                    422,
                    "invalid_request_error",
                    "NSFW content was detected in the picture. Change the prompt and try again.",
                    null,
                    "nsfw_content");
        }
        var answer =
                Json.object().put("id", freshId()).put("model", order.model()).put("object", "list");
        var data = answer.putArray("data");
        for (var i = 0; i < order.pictures() && !x.has(FaultKind.EMPTY); i++) {
            data.add(item(x, order, i));
        }
        return Answer.json(200, answer);
    }

    private void pay(Exchange x, ImageOrder order) {
        if (x.has(FaultKind.CREDITS) || !account.charge(order.price())) {
            throw new TogetherError(
                    402,
                    "insufficient_quota",
                    "You have reached your spending limit. Add credits to continue.",
                    null,
                    "credit_limit");
        }
        x.bill(order.price(), order.pictures());
    }

    private ObjectNode item(Exchange x, ImageOrder order, int index) {
        var seed = order.seed() < 0 ? lab.random().nextLong(0, 1L << 32) : order.seed() + index;
        var spec = new PictureSpec(
                order.prompt(),
                seed,
                order.width(),
                order.height(),
                order.format(),
                order.loras(),
                null,
                account.knobs().pictureBytes());
        var item = Json.object().put("index", index);
        if (order.base64()) {
            item.put("type", "b64_json")
                    .put("b64_json", gallery.inlineBase64(x, spec))
                    .putNull("url");
        } else {
            var id = freshId();
            gallery.publish(x, id, spec);
            var url =
                    x.base() + "/together/v1/images/" + id + "." + spec.format().extension();
            item.put("type", "url").put("url", url).putNull("b64_json");
        }
        item.putObject("timings").put("inference", account.knobs().latencySeconds());
        return item;
    }

    private static Answer redirect(Exchange x) {
        if (x.header("user-agent").isEmpty()) {
            return Answer.text(403, "text/html", "<html><body>Forbidden</body></html>");
        }
        return Answer.json(302, Json.object(), Map.of("Location", x.base() + "/together/cdn/" + x.value("file")));
    }

    private String freshId() {
        return "nx-" + Long.toHexString(lab.random().nextLong());
    }
}
