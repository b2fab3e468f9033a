package fluxbridge.provider.adapters;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What Pixel Dojo's error answers mean: {@code {"error":{"code","message","status"}}} or {@code {"error":"words"}} (providers-1.md §4.1).
 */
final class PixelDojoErrors {

    private static final ProviderId ID = PixelDojoProvider.ID;

    private static final Set<String> CREDIT = Set.of("insufficient_credits", "quota_exceeded");

    /** Pixel Dojo publishes no code for a refusal, so its words are what tells it from a bad request. */
    private static final Pattern SAFETY = Pattern.compile("(?i)nsfw|content[ _]policy|moderat|safety|unsafe");

    private PixelDojoErrors() {}

    /** An error status. */
    static GatewayException failure(Vendor vendor, HttpReply reply) {
        var body = reply.jsonOrMissing();
        var said = said(vendor, body, reply.status());
        var failure = byCode(body, said);
        if (failure != null) {
            return new GatewayException(failure);
        }
        return switch (reply.status()) {
            case 401, 403 ->
                new GatewayException(new BadCredentials(ID, "does not accept PIXELDOJO_API_KEY (" + said + ")"));
            case 402 -> new GatewayException(outOfCredit(said));
            case 404 ->
                new GatewayException(new RejectedByProvider(
                        ID,
                        "does not serve this address (" + said
                                + "); PIXELDOJO_ENDPOINT may have moved, see docs/providers/pixeldojo.md"));
            case 429 ->
                new GatewayException(new RateLimited(ID, "asks to slow down (" + said + ")", wait(vendor, reply)));
            default -> vendor.failure(reply, words(body));
        };
    }

    /** An error inside an answer of status 200. */
    static GatewayException failure(Vendor vendor, JsonNode body) {
        var said = said(vendor, body, 200);
        var failure = byCode(body, said);
        return new GatewayException(
                failure == null ? new BadReply(ID, "answered without a picture (" + said + ")") : failure);
    }

    private static @Nullable Failure byCode(JsonNode body, String said) {
        var code = body.path("error").path("code").asString("");
        if (CREDIT.contains(code)) {
            return outOfCredit(said);
        }
        if (code.equals("model_not_found")) {
            return new RejectedByProvider(ID, "does not have the model (" + said + "); set PIXELDOJO_MODEL to another");
        }
        if (SAFETY.matcher(words(body)).find()) {
            return new RefusedBySafety(ID, "declined the request (" + said + ")", null);
        }
        return null;
    }

    private static OutOfCredit outOfCredit(String said) {
        return new OutOfCredit(
                ID, "has no credit left (" + said + "); top up at https://pixeldojo.ai/api-platform", null);
    }

    private static String words(JsonNode body) {
        var error = body.path("error");
        if (error.isString()) {
            return error.asString();
        }
        var code = error.path("code").asString("");
        var message = error.path("message").asString("");
        return code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
    }

    private static String said(Vendor vendor, JsonNode body, int status) {
        var words = words(body);
        return words.isEmpty() ? Integer.toString(status) : status + ", " + vendor.excerpt(words);
    }

    /** {@code Retry-After} where it is there, else {@code X-RateLimit-Reset}, which is a point in time in epoch seconds. */
    private static @Nullable Duration wait(Vendor vendor, HttpReply reply) {
        var now = vendor.now();
        var after = reply.retryAfter(InstantSource.fixed(now));
        var reset = reply.header("x-ratelimit-reset");
        if (after.isPresent() || reset == null || !reset.matches("\\d{8,12}")) {
            return after.orElse(null);
        }
        var wait = Duration.between(now, Instant.ofEpochSecond(Long.parseLong(reset)));
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
