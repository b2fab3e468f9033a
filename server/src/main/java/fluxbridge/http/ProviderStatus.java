package fluxbridge.http;

import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Providers;
import fluxbridge.route.Decisions;
import fluxbridge.route.Router;
import fluxbridge.route.Score;
import fluxbridge.route.health.Forecast;
import fluxbridge.route.health.Health;
import fluxbridge.route.health.ProviderHealth;
import fluxbridge.route.health.RetryBudget;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /api/v1/providers}: what each provider can do, how it does at the moment, and why the last requests went where they went. */
public final class ProviderStatus {

    private static final int STEPS = 28;
    private static final double MEGAPIXELS = 1.048576;

    private final Providers providers;
    private final Router router;
    private final Health health;
    private final RetryBudget budget;
    private final Decisions decisions;
    private final String routing;

    /** @param routing {@code adaptive} or {@code ordered} */
    public ProviderStatus(
            Providers providers,
            Router router,
            Health health,
            RetryBudget budget,
            Decisions decisions,
            String routing) {
        this.providers = providers;
        this.router = router;
        this.health = health;
        this.budget = budget;
        this.decisions = decisions;
        this.routing = routing;
    }

    ObjectNode get() {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("routing", routing);
        reply.put("retries_left", budget.left(health.now()));
        var chain = reply.putArray("order");
        router.order().forEach(id -> chain.add(id.value()));
        var list = reply.putArray("providers");
        for (var entry : providers.entries()) {
            var item = list.addObject();
            item.put("id", entry.spec().id().value());
            item.put("title", entry.spec().title());
            item.put("on", entry.provider().isPresent());
            entry.whyOff().ifPresent(why -> item.put("why_off", why));
            entry.provider().ifPresent(provider -> {
                capabilities(item.putObject("capabilities"), provider.capabilities());
                health(item.putObject("health"), health.of(provider.id()));
            });
        }
        var last = reply.putArray("decisions");
        for (var decision : decisions.last()) {
            var item = last.addObject();
            item.put("at", decision.at().toString());
            var scores = item.putArray("asked_in_this_order");
            decision.scores().forEach(score -> score(scores.addObject(), score));
        }
        return reply;
    }

    private static void capabilities(ObjectNode to, Capabilities can) {
        to.put("max_loras", can.maxLoras());
        to.put("negative_prompt", can.negativePrompt());
        to.put("seed", can.seed());
        to.put("img2img", can.img2img());
        to.put("inpaint", can.inpaint());
        to.put("cancel", can.cancel());
        to.put("reports_cost", can.reportsCost());
        to.put("free", can.free());
        to.put("max_prompt", can.maxPrompt());
    }

    /** For a picture of 1024x1024 in 28 steps. */
    private void health(ObjectNode to, ProviderHealth of) {
        var now = health.now();
        forecast(to, of.forecast(now, STEPS, MEGAPIXELS));
        to.put("in_flight", of.running());
        to.put("in_flight_limit", of.limit());
        to.put("recent_pictures", rounded(of.recentPictures(now)));
        to.put("recent_faults", rounded(of.recentFaults(now)));
    }

    private static void score(ObjectNode to, Score score) {
        to.put("provider", score.provider().value());
        to.put("index_usd", rounded(score.index()));
        to.put("price_usd", rounded(score.price()));
        to.put("dropped_lora_weight", rounded(score.dropped()));
        to.put("usd_per_second", score.preference().dollarsPerSecond());
        to.put("usd_per_lora", score.preference().dollarsPerLora());
        forecast(to, score.forecast());
    }

    private static void forecast(ObjectNode to, Forecast forecast) {
        to.put("condition", forecast.condition().name().toLowerCase(Locale.ROOT));
        if (forecast.condition() == Forecast.Condition.FAILING
                || forecast.condition() == Forecast.Condition.EXHAUSTED) {
            to.put("until", forecast.until().toString());
        }
        to.put("success", rounded(forecast.success()));
        to.put("seconds", rounded(forecast.seconds()));
        to.put("seconds_to_fault", rounded(forecast.secondsToFault()));
        to.put("usd_per_fault", rounded(forecast.dollarsPerFault()));
    }

    private static BigDecimal rounded(double figure) {
        return BigDecimal.valueOf(figure).round(new MathContext(4));
    }
}
