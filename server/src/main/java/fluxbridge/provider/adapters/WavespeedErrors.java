package fluxbridge.provider.adapters;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.provider.Vendor;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What WaveSpeed says is wrong: with a request (HTTP status, {@code code} and {@code message}) or with a run ({@code data.code} and {@code
 * data.error}). Business codes and the words of an empty account are known from third parties only (providers-2.md §2.6).
 *
 * @param code business code or HTTP status, 0 when there is none
 * @param message WaveSpeed's own words
 */
record WavespeedErrors(int code, String message) {

    private static final ProviderId ID = WavespeedProvider.ID;

    private static final int MODERATION = 1200;
    private static final int MISSING_PARAMETER = 1400;
    private static final int INVALID_PARAMETER = 1401;
    private static final int MEDIA_UNREACHABLE = 1402;

    private static final Pattern NO_CREDIT = Pattern.compile("(?i)insufficient|balance|credit|top[ -]?up");
    private static final Pattern UNSAFE =
            Pattern.compile("(?i)nsfw|moderat|sensitive content|content policy|safety checker");

    /** The error of an answer without a run in it; plain text bodies are their own message. */
    static WavespeedErrors ofReply(JsonNode body, String text) {
        if (!body.isObject()) {
            return new WavespeedErrors(0, body.isMissingNode() && text.startsWith("<") ? "" : text);
        }
        var words = body.path("message").asString("");
        return new WavespeedErrors(
                body.path("error_code").asInt(body.path("code").asInt(0)),
                words.isEmpty() ? body.path("error").asString("") : words);
    }

    /** The error of a run that ended without a picture. */
    static WavespeedErrors ofRun(JsonNode data) {
        return new WavespeedErrors(
                data.path("code").asInt(0), data.path("error").asString(""));
    }

    /**
     * What a refused request means.
     *
     * @return empty when the status says all there is
     */
    Optional<FromProvider> refusal(Vendor vendor, int status, Optional<Duration> retryAfter) {
        var said = status + (message.isBlank() ? "" : ": " + vendor.excerpt(message));
        if (code == MODERATION) {
            return Optional.of(new RefusedBySafety(ID, "declined the request (" + said + ")", Money.ZERO));
        }
        if (status == 402
                || (status / 100 == 4
                        && status != 429
                        && NO_CREDIT.matcher(message).find())) {
            return Optional.of(new OutOfCredit(
                    ID, "has no credit left (" + said + "); top up at https://wavespeed.ai/top-up", null));
        }
        return switch (status) {
            case 401 ->
                Optional.of(new BadCredentials(
                        ID,
                        "does not accept WAVESPEED_API_KEY (" + said + "); a key works only after the first top-up"));
            case 403 -> Optional.of(new BadCredentials(ID, "does not allow this to WAVESPEED_API_KEY (" + said + ")"));
            case 429 ->
                Optional.of(new RateLimited(
                        ID,
                        "asks to slow down (" + said + "); the account's tier limits pictures per minute and at once",
                        retryAfter.orElse(null)));
            default -> Optional.empty();
        };
    }

    /**
     * Why a run ended without a picture. WaveSpeed refunds such runs.
     *
     * @param status the run's, such as {@code failed} or {@code timeout}
     */
    FromProvider failedRun(Vendor vendor, String status) {
        var said = vendor.excerpt(status)
                + (code == 0 ? "" : ", code " + code)
                + (message.isBlank() ? "" : ": " + vendor.excerpt(message));
        if (code == MODERATION || (code == 0 && UNSAFE.matcher(message).find())) {
            return new RefusedBySafety(ID, "declined the request (" + said + ")", Money.ZERO);
        }
        return switch (code) {
            case MISSING_PARAMETER, INVALID_PARAMETER ->
                new RejectedByProvider(ID, "does not accept the request (" + said + ")");
            case MEDIA_UNREACHABLE -> new RejectedByProvider(ID, "cannot download a LoRA or an image (" + said + ")");
            default -> new Unavailable(ID, "did not make the picture (" + said + ")");
        };
    }
}
