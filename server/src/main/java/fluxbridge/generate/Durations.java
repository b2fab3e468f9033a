package fluxbridge.generate;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long a picture takes at each provider, learned from what it took: a moving average of seconds per picture and per megapixel. */
public final class Durations {

    private static final double FIRST_GUESS_SECONDS = 10;
    private static final double WEIGHT_OF_NEWEST = 0.3;

    private final Map<ProviderId, Double> secondsPerUnit = new ConcurrentHashMap<>();

    /** @param millis what the provider took for one picture of this size */
    public void learn(ProviderId provider, Size size, long millis) {
        double perUnit = millis / 1000.0 / units(size);
        secondsPerUnit.merge(
                provider, perUnit, (old, newest) -> old * (1 - WEIGHT_OF_NEWEST) + newest * WEIGHT_OF_NEWEST);
    }

    public double expectedSeconds(ProviderId provider, Size size) {
        return secondsPerUnit.getOrDefault(provider, FIRST_GUESS_SECONDS / 1.5) * units(size);
    }

    /** A fixed part (queueing, sending) and a part that grows with the picture. */
    private static double units(Size size) {
        return 0.5 + size.megapixels();
    }
}
