package fluxbridge.openai;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Urls of pictures: served as what they are, for their time, and gone afterwards. */
final class PictureUrlsTest {

    private static final String REQUEST =
            "{\"prompt\":\"a mill\",\"size\":\"64x64\",\"response_format\":\"url\",\"n\":2}";

    @TempDir
    private Path home;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));

    private Picture picture(int bytes) {
        return new Picture(new byte[bytes], PictureFormat.PNG, new Size(1, 1));
    }

    private PictureUrls urls(long most) {
        return new PictureUrls(home, Duration.ofMinutes(60), most, now::get, new SecureRandom());
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private long files() throws IOException {
        try (var files = Files.list(home)) {
            return files.count();
        }
    }

    @Test
    void a_url_is_absolute_serves_the_picture_and_expires() throws IOException {
        try (var bridge = BridgeUnderTest.start(now::get, home)) {
            var data = bridge.post("/v1/images/generations", REQUEST).json().path("data");

            assertThat(data.size()).isEqualTo(2);
            assertThat(data.get(0).has("b64_json")).isFalse();
            var url = URI.create(data.get(0).path("url").asString());
            assertThat(url.toString())
                    .matches("http://127\\.0\\.0\\.1:" + bridge.port() + "/v1/images/files/[0-9a-f]{32}\\.png");
            var file = bridge.get(url.getPath());
            assertThat(file.status()).isEqualTo(200);
            assertThat(Pixels.decoded(file.body()).getWidth()).isEqualTo(64);
            assertThat(file.header("content-type")).contains("image/png");
            assertThat(file.header("x-content-type-options")).contains("nosniff");
            assertThat(file.header("cache-control")).contains("private, max-age=3600");
            assertThat(bridge.send("HEAD", url.getPath(), null).status()).isEqualTo(200);

            pass(Duration.ofMinutes(60));
            var gone = bridge.get(url.getPath());
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.json().path("error").path("message").asString()).contains("expired");
            try (var left = Files.list(home.resolve("data/openai-files"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void a_url_begins_with_the_public_address_and_lives_as_long_as_is_set() {
        try (var bridge = BridgeUnderTest.start(
                now::get, home, "PUBLIC_URL=https://pictures.example/flux/", "OPENAI_URL_MINUTES=5")) {
            var url = bridge.post("/v1/images/generations", REQUEST)
                    .json()
                    .path("data")
                    .get(1)
                    .path("url")
                    .asString();

            assertThat(url).startsWith("https://pictures.example/flux/v1/images/files/");
            pass(Duration.ofMinutes(4));
            assertThat(bridge.get(url.substring("https://pictures.example/flux".length()))
                            .status())
                    .isEqualTo(200);
            pass(Duration.ofMinutes(1));
            assertThat(bridge.get(url.substring("https://pictures.example/flux".length()))
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void names_that_are_none_lead_nowhere() {
        try (var bridge = BridgeUnderTest.start(home)) {
            for (var name : new String[] {"x.png", "..%2f..%2fbridge.key", "%2e%2e", "0".repeat(32) + ".png"}) {
                assertThat(bridge.get("/v1/images/files/" + name).status()).isIn(400, 404);
            }
        }
    }

    @Test
    void the_oldest_go_when_all_together_are_too_large() throws IOException {
        var urls = urls(250);
        var first = urls.keep(picture(100));
        var second = urls.keep(picture(100));
        var third = urls.keep(picture(100));

        assertThat(urls.find(first)).isEmpty();
        assertThat(urls.find(second)).isPresent();
        assertThat(urls.find(third)).isPresent();
        assertThat(files()).isEqualTo(2);
    }

    @Test
    void a_restart_keeps_what_has_time_left_and_sweeps_the_rest() throws IOException {
        var before = urls(1000);
        var old = before.keep(picture(10));
        pass(Duration.ofMinutes(30));
        var young = before.keep(picture(20));
        pass(Duration.ofMinutes(30));

        var after = urls(1000);

        assertThat(after.find(old)).isEmpty();
        assertThat(after.find(young))
                .hasValueSatisfying(kept -> assertThat(kept.bytes()).isEqualTo(20));
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void a_sweep_needs_no_request() throws IOException {
        var urls = urls(1000);
        var _ = urls.keep(picture(10));
        pass(Duration.ofHours(2));

        urls.sweep();

        assertThat(files()).isZero();
    }
}
