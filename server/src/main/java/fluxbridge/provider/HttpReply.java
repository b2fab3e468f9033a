package fluxbridge.provider;

import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.GatewayException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A provider's answer, read whole.
 *
 * @param headers lower-case names, first value of each
 */
@SuppressWarnings("ArrayRecordComponent") // read once, parsed once
public record HttpReply(ProviderId provider, int status, Map<String, String> headers, byte[] body) {

    public HttpReply {
        headers = Map.copyOf(headers);
    }

    public boolean ok() {
        return status >= 200 && status < 300;
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /**
     * The body as JSON.
     *
     * @throws GatewayException with {@code BadReply} when it is not JSON
     */
    public JsonNode json() {
        try {
            return LongTexts.read(body);
        } catch (JacksonException e) {
            throw new GatewayException(
                    new BadReply(
                            provider,
                            "answered " + status + " with something that is not JSON (" + contentType() + ", "
                                    + body.length + " bytes)"),
                    e);
        }
    }

    /** The body as JSON, or a missing node when it is not JSON: for error bodies, which proxies like to replace by HTML. */
    public JsonNode jsonOrMissing() {
        try {
            return LongTexts.read(body);
        } catch (JacksonException _) {
            return WireJson.MAPPER.missingNode();
        }
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public String contentType() {
        return headers.getOrDefault("content-type", "no content type");
    }

    /** {@code Retry-After} (seconds or a date), else {@code x-ratelimit-reset} (seconds). */
    public Optional<Duration> retryAfter(InstantSource clock) {
        var after = headers.getOrDefault("retry-after", headers.getOrDefault("x-ratelimit-reset", ""));
        if (after.matches("\\d{1,7}(\\.\\d+)?")) {
            return Optional.of(Duration.ofMillis((long) (Double.parseDouble(after) * 1000)));
        }
        try {
            var at = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var wait = Duration.between(clock.instant(), at);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return provider + " answered " + status + ", " + body.length + " bytes";
    }
}
