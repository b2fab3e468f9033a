package fluxbridge.provider.adapters;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Vendor;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What Together's error answers mean: {@code {"error":{"message","type","param","code"}}} (providers-1.md §2). */
final class TogetherErrors {

    private static final ProviderId ID = TogetherProvider.ID;

    /** Together publishes no code for a refusal, so its words are what tells it from a bad request. */
    private static final Pattern SAFETY =
            Pattern.compile("(?i)nsfw|content[ _]policy|moderation|safety (checker|system|filter)|unsafe");

    private TogetherErrors() {}

    /** The vendor's own words in an answer, empty when there are none. */
    static String said(JsonNode body) {
        var error = body.path("error");
        if (error.isString()) {
            return error.asString();
        }
        var code = error.path("code").asString("");
        var message = error.path("message").asString("");
        return code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
    }

    static GatewayException failure(Vendor vendor, HttpReply reply) {
        var body = reply.jsonOrMissing();
        var words = said(body);
        var said = words.isEmpty() ? reply.status() + "" : reply.status() + ", " + vendor.excerpt(words);
        return switch (reply.status()) {
            case 401 -> new GatewayException(new BadCredentials(ID, "does not accept TOGETHER_API_KEY (" + said + ")"));
            case 402 ->
                new GatewayException(new OutOfCredit(
                        ID,
                        "has no credit left (" + said + "); top up at https://api.together.ai/settings/billing",
                        null));
            case 400, 403, 422 -> new GatewayException(rejection(body, words, said));
            case 404 ->
                new GatewayException(new RejectedByProvider(
                        ID,
                        "does not have the model or the address (" + said
                                + "); set TOGETHER_MODEL to one of https://api.together.ai/models"));
            case 409 -> new GatewayException(new Unavailable(ID, "is in trouble (" + said + ")"));
            default -> vendor.failure(reply, words);
        };
    }

    /** 403 stands for an input that is too long, not for the key. */
    private static fluxbridge.failure.Failure rejection(JsonNode body, String words, String said) {
        if (SAFETY.matcher(words).find()) {
            return new RefusedBySafety(ID, "declined the request (" + said + ")", null);
        }
        if (body.path("error").path("code").asString("").equals("model_not_available")) {
            return new RejectedByProvider(
                    ID,
                    "does not have the model (" + said
                            + "); set TOGETHER_MODEL to one of https://api.together.ai/models");
        }
        var param = body.path("error").path("param").asString("");
        return new RejectedByProvider(
                ID, "does not accept the request (" + said + (param.isEmpty() ? "" : ", parameter " + param) + ")");
    }
}
