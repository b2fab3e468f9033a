package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxlab.Lab;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DrainTest {

    private static final String SLOW =
            "{\"prompt\":\"a lighthouse lab:slow=1\",\"width\":256,\"height\":256,\"seed\":3}";

    @TempDir
    Path home;

    @Test
    void a_stop_finishes_what_runs_and_begins_nothing_new() throws Exception {
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync", "DRAIN_SECONDS=20")) {
            var running = CompletableFuture.supplyAsync(() -> bridge.post("/sdapi/v1/txt2img", SLOW));
            Await.until("a job runs", () -> lab.journal().stats("runware").running() > 0);

            var stopped =
                    CompletableFuture.runAsync(() -> bridge.wiring().server().close());
            Await.until("readiness is off", () -> bridge.get("/readyz").status() == 503);
            var late = bridge.post("/sdapi/v1/txt2img", SLOW);
            var lateOpenAi = bridge.post("/v1/images/generations", "{\"prompt\":\"a lighthouse\"}");
            var reply = running.get(30, TimeUnit.SECONDS);
            stopped.get(30, TimeUnit.SECONDS);

            assertThat(late.status()).isEqualTo(503);
            assertThat(late.header("Retry-After")).contains("5");
            assertThat(late.json().path("errors").asString() + late.text()).contains("the bridge is stopping");
            assertThat(lateOpenAi.status()).isEqualTo(503);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.picture(0)).isNotEmpty();
        }
    }
}
