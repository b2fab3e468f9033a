package fluxlab.pixeldojo;

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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Pixel Dojo's synchronous Flux route at {@code /pixeldojo/api/v1/flux}. A credit is worth 0.00625 USD of the balance.
 *
 * <p>Calls in scripts and journal: {@code flux}, and {@code picture} for downloads. Pictures are objects where the order named a seed and
 * plain addresses where it did not: both were seen at the vendor.
 */
public final class PixelDojoSimulator implements Simulator {

    /** The only key accepted. */
    public static final String KEY = "lab-pixeldojo-key";

    private static final BigDecimal USD_PER_CREDIT = new BigDecimal("0.00625");

    private final Account account = new Account(Knobs.defaults());
    private final Services lab;
    private final Gallery gallery;

    public PixelDojoSimulator(Services lab) {
        this.lab = lab;
        gallery = new Gallery(lab.pictures(), "/pixeldojo/pixeldojotemp");
    }

    @Override
    public String id() {
        return "pixeldojo";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> settings(URI base) {
        return List.of("PIXELDOJO_API_KEY=" + KEY, "PIXELDOJO_ENDPOINT=" + base + "/pixeldojo/api/v1");
    }

    @Override
    public void routes(Router to) {
        to.post("/pixeldojo/api/v1/flux", this::flux);
        to.get("/pixeldojo/api/v1/models", this::models);
        gallery.routes(to);
    }

    @Override
    public JsonNode problem(int status, String message) {
        var code = switch (status) {
            case 401 -> "invalid_api_key";
            case 402, 403 -> "insufficient_credits";
            case 404 -> "not_found";
            case 429 -> "rate_limit_exceeded";
            default -> status >= 500 ? "server_error" : "invalid_request";
        };
        return DojoError.body(status, code, message);
    }

    private Answer models(Exchange x) throws InterruptedException {
        x.follow("models", "");
        if (!x.header("authorization").equals("Bearer " + KEY)) {
            return Answer.json(401, Json.object().put("error", "Invalid API key"));
        }
        var models = Json.array();
        FluxOrder.models().forEach(model -> models.add(Json.object().put("apiId", model)));
        var body = Json.object();
        body.set("models", models);
        return Answer.json(200, body);
    }

    private Answer flux(Exchange x) throws InterruptedException {
        var body = x.json();
        x.submit("flux", body.path("prompt").asString(""));
        if (!x.header("authorization").equals("Bearer " + KEY)) {
            return Answer.json(401, Json.object().put("error", "Invalid API key"));
        }
        try {
            return draw(x, FluxOrder.read(body));
        } catch (DojoError error) {
            return error.answer();
        }
    }

    private Answer draw(Exchange x, FluxOrder order) throws InterruptedException {
        var failed = x.fault(FaultKind.FAIL);
        if (failed.isEmpty()) {
            pay(x, order);
        }
        x.work(account.knobs().latency().plus(x.slow()));
        if (failed.isPresent()) {
            var code = failed.get().variant();
            throw new DojoError(500, code.isEmpty() ? "server_error" : code, "The generation failed.");
        }
        if (x.has(FaultKind.NSFW)) {
            throw new DojoError(400, "content_policy", "NSFW content was detected in the picture.");
        }
        var answer = Json.object();
        var images = x.has(FaultKind.EMPTY) ? Json.array() : images(x, order);
        answer.set("images", images);
        answer.put("credits_used", order.credits());
        answer.put("credits_remaining", account.knobs().balance().divide(USD_PER_CREDIT, 0, RoundingMode.FLOOR));
        return Answer.json(200, answer, Map.of("X-RateLimit-Limit", "60", "X-RateLimit-Remaining", "59"));
    }

    private void pay(Exchange x, FluxOrder order) {
        var usd = order.credits().multiply(USD_PER_CREDIT);
        if (x.has(FaultKind.CREDITS) || !account.charge(usd)) {
            throw new DojoError(403, "insufficient_credits", "You do not have enough credits.");
        }
        x.bill(usd, order.pictures());
    }

    private ArrayNode images(Exchange x, FluxOrder order) {
        var images = Json.array();
        for (var i = 0; i < order.pictures(); i++) {
            var seed = order.seed() == 0 ? lab.random().nextLong(1, 1L << 32) : order.seed() + i;
            var spec = new PictureSpec(
                    order.prompt(),
                    seed,
                    order.shape().width(),
                    order.shape().height(),
                    order.format(),
                    order.loras(),
                    null,
                    account.knobs().pictureBytes());
            var url = gallery.publish(x, Long.toHexString(lab.random().nextLong()), spec);
            if (order.seed() == 0) {
                images.add(url);
            } else {
                images.add(Json.object()
                        .put("url", url)
                        .put("seed", seed)
                        .put("width", order.shape().width())
                        .put("height", order.shape().height()));
            }
        }
        return images;
    }
}
