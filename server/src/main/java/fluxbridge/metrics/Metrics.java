package fluxbridge.metrics;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Every meter, served as Prometheus text at {@code /metrics}. */
public final class Metrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger jobs = new AtomicInteger();

    public Metrics() {
        Gauge.builder("bridge_jobs_running", jobs, AtomicInteger::get)
                .description("requests that are being drawn")
                .register(registry);
    }

    /** Gauges of the door: requests inside, pictures being drawn, requests that wait for their turn. */
    public void watch(IntSupplier inside, IntSupplier drawing, IntSupplier waiting) {
        gauge("bridge_requests_inside", "requests that are being answered", inside);
        gauge("bridge_pictures_drawing", "places of the fair queue that are taken", drawing);
        gauge("bridge_requests_waiting", "requests for pictures that wait for their turn", waiting);
    }

    private void gauge(String name, String help, IntSupplier value) {
        Gauge.builder(name, value, IntSupplier::getAsInt)
                .strongReference(true)
                .description(help)
                .register(registry);
    }

    /** @param route the pattern, never the path a client sent */
    public void request(String route, int status, long millis) {
        Timer.builder("bridge_request_seconds")
                .description("time to answer, by route and status")
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(Duration.ofMillis(millis));
    }

    /** @param outcome {@code ok} or the failure's class */
    public void attempt(ProviderId provider, String outcome, long millis) {
        Timer.builder("bridge_provider_attempt_seconds")
                .description("calls to providers, by outcome")
                .tag("provider", provider.value())
                .tag("outcome", outcome)
                .register(registry)
                .record(Duration.ofMillis(millis));
    }

    public void picture(ProviderId provider) {
        Counter.builder("bridge_pictures_total")
                .description("pictures delivered, by provider")
                .tag("provider", provider.value())
                .register(registry)
                .increment();
    }

    public void spent(ProviderId provider, Money cost) {
        Counter.builder("bridge_spend_microdollars_total")
                .description("what providers said they billed, in micro-dollars")
                .tag("provider", provider.value())
                .register(registry)
                .increment((double) cost.micros());
    }

    public void lorasDropped(int count) {
        Counter.builder("bridge_loras_dropped_total")
                .description("LoRAs that were matched but not sent to the provider that drew")
                .register(registry)
                .increment(count);
    }

    public void jobStarted() {
        jobs.incrementAndGet();
    }

    public void jobEnded() {
        jobs.decrementAndGet();
    }

    public int jobsRunning() {
        return jobs.get();
    }

    /** Prometheus text exposition format. */
    public String scrape() {
        return registry.scrape();
    }
}
