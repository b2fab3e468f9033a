package fluxbench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One line of the table: the medians over all rounds.
 *
 * @param kind {@code flow} for requests one after the other, {@code held} for one burst of held requests
 * @param connections at once
 * @param perSecond pictures a second
 * @param toNginx the same as a share of nginx's in the same round; NaN without nginx
 * @param addedP50 milliseconds beyond the median of {@code direct}, for held ones beyond the hold
 * @param cpuMs of the gateway per picture, on all cores
 * @param benchCpuMs of the load generator and the upstream per picture
 * @param peakMb most megabytes resident
 */
record Row(
        String kind,
        String target,
        int kilobytes,
        int connections,
        double perSecond,
        double toNginx,
        double p50,
        double p99,
        double max,
        double addedP50,
        double addedP99,
        double cpuMs,
        double benchCpuMs,
        double peakMb,
        int errors,
        String complaint) {

    /** One measurement of one target. */
    record Sample(Load.Outcome outcome, double cpuMs, double benchCpuMs, double peakMb) {}

    /** @param nginx, direct samples of the same rounds; empty when they were not measured */
    static Row of(
            String kind,
            String target,
            int kilobytes,
            int connections,
            List<Sample> samples,
            List<Sample> nginx,
            List<Sample> direct,
            double holdMs) {
        double base50 =
                direct.isEmpty() ? holdMs : median(direct, s -> s.outcome().percentile(0.5));
        double base99 =
                direct.isEmpty() ? holdMs : median(direct, s -> s.outcome().percentile(0.99));
        double p50 = median(samples, s -> s.outcome().percentile(0.5));
        double p99 = median(samples, s -> s.outcome().percentile(0.99));
        var ratios = new double[Math.min(samples.size(), nginx.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = samples.get(i).outcome().perSecond()
                    / nginx.get(i).outcome().perSecond();
        }
        return new Row(
                kind,
                target,
                kilobytes,
                connections,
                median(samples, s -> s.outcome().perSecond()),
                median(ratios),
                p50,
                p99,
                median(samples, s -> s.outcome().max()),
                p50 - base50,
                p99 - base99,
                median(samples, Sample::cpuMs),
                median(samples, Sample::benchCpuMs),
                samples.stream().mapToDouble(Sample::peakMb).max().orElse(Double.NaN),
                samples.stream().mapToInt(s -> s.outcome().errors()).sum(),
                samples.stream()
                        .map(s -> s.outcome().complaint())
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return median(samples.stream().mapToDouble(value).toArray());
    }

    static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
