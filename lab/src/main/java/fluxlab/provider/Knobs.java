package fluxlab.provider;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What can be turned on a simulator while it runs.
 *
 * @param balance what the account has left, in USD
 * @param latencySeconds how long a generation takes
 * @param uploadSeconds how long a fresh LoRA takes to become ready
 * @param maxLoras the most LoRAs per request, or null for no limit
 * @param pictureBytes the least size of a picture file; smaller ones are padded; 0 for none
 */
public record Knobs(
        BigDecimal balance,
        double latencySeconds,
        double uploadSeconds,
        @Nullable Integer maxLoras,
        int pictureBytes) {

    private static final Set<String> NAMES =
            Set.of("balance", "latencySeconds", "uploadSeconds", "maxLoras", "pictureBytes");

    public Knobs {
        if (!(latencySeconds >= 0 && latencySeconds <= 600) || !(uploadSeconds >= 0 && uploadSeconds <= 3600)) {
            throw new IllegalArgumentException("latencySeconds must be 0..600 and uploadSeconds 0..3600, were "
                    + latencySeconds + " and " + uploadSeconds);
        }
        if (pictureBytes < 0 || pictureBytes > 64 << 20) {
            throw new IllegalArgumentException("pictureBytes must be 0.." + (64 << 20) + ", was " + pictureBytes);
        }
    }

    /** 100 USD, 50 ms per picture, LoRAs ready after 200 ms, no limits. */
    public static Knobs defaults() {
        return new Knobs(new BigDecimal("100"), 0.05, 0.2, null, 0);
    }

    public Duration latency() {
        return Duration.ofMillis(Math.round(latencySeconds * 1000));
    }

    public Duration upload() {
        return Duration.ofMillis(Math.round(uploadSeconds * 1000));
    }

    public Knobs withBalance(BigDecimal other) {
        return new Knobs(other, latencySeconds, uploadSeconds, maxLoras, pictureBytes);
    }

    public Knobs withLatency(double seconds) {
        return new Knobs(balance, seconds, uploadSeconds, maxLoras, pictureBytes);
    }

    /** These knobs with those in {@code patch} turned; {@code null} lifts a limit. Unknown names are refused. */
    public Knobs with(JsonNode patch) {
        for (var name : patch.propertyNames()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown knob " + name + "; there are " + new java.util.TreeSet<>(NAMES));
            }
        }
        return new Knobs(
                patch.has("balance") ? patch.get("balance").decimalValue() : balance,
                patch.has("latencySeconds") ? patch.get("latencySeconds").doubleValue() : latencySeconds,
                patch.has("uploadSeconds") ? patch.get("uploadSeconds").doubleValue() : uploadSeconds,
                limit(patch, "maxLoras", maxLoras),
                patch.has("pictureBytes") ? patch.get("pictureBytes").intValue() : pictureBytes);
    }

    private static @Nullable Integer limit(JsonNode patch, String name, @Nullable Integer now) {
        if (!patch.has(name)) {
            return now;
        }
        return patch.get(name).isNull() ? null : Integer.valueOf(patch.get(name).intValue());
    }
}
