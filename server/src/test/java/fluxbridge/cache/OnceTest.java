package fluxbridge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxlab.Lab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cache behind the door, in front of a provider that bills. */
final class OnceTest {

    private static final String BOAT = "{\"prompt\":\"a boat\",\"seed\":7,\"width\":128,\"height\":128}";

    @TempDir
    Path home;

    private Lab lab;

    @BeforeEach
    void start() {
        lab = Lab.start(0);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private long bought() {
        return lab.journal().stats("runware").submits();
    }

    private static JsonNode drawn(BridgeUnderTest.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static JsonNode extras(JsonNode reply) {
        return JsonMapper.shared().readTree(reply.path("info").asString()).path("extra_generation_params");
    }

    @Test
    void the_same_request_with_the_same_seed_is_bought_once_also_across_a_restart() {
        JsonNode first;
        try (var bridge = BridgeUnderTest.at(lab, home, "CACHE=token")) {
            first = drawn(bridge.txt2img(BOAT));
            var second = drawn(bridge.txt2img(BOAT));
            assertThat(second.path("images").path(0).asString()).isNotEmpty();
            assertThat(extras(second).path("Cache").asString()).contains("nothing billed");
            assertThat(extras(second).path("Provider").asString()).isEqualTo("runware");
            assertThat(extras(second).has("Cost")).isFalse();
        }
        try (var bridge = BridgeUnderTest.at(lab, home, "CACHE=token")) {
            drawn(bridge.txt2img(BOAT));
        }
        assertThat(extras(first).has("Cache")).isFalse();
        assertThat(bought()).isEqualTo(1);
    }

    @Test
    void what_changes_the_picture_is_bought_anew() {
        try (var bridge = BridgeUnderTest.at(lab, home, "CACHE=token")) {
            drawn(bridge.txt2img(BOAT));
            drawn(bridge.txt2img(BOAT.replace("\"seed\":7", "\"seed\":8")));
            drawn(bridge.txt2img(BOAT.replace("a boat", "a raft")));
            drawn(bridge.txt2img(BOAT.replace("128,\"height\"", "192,\"height\"")));
            drawn(bridge.txt2img(BOAT.replace("\"seed\":7", "\"steps\":9,\"seed\":7")));
            drawn(bridge.txt2img(BOAT.replace("\"seed\":7", "\"seed\":-1")));
            drawn(bridge.txt2img(BOAT.replace("\"seed\":7", "\"seed\":-1")));
        }
        assertThat(bought()).isEqualTo(7);
    }

    @Test
    void callers_get_each_others_pictures_only_when_they_are_shared() {
        try (var bridge = BridgeUnderTest.at(lab, home.resolve("token"), "CACHE=token")) {
            drawn(bridge.post("/sdapi/v1/txt2img?key=mira", BOAT));
            drawn(bridge.post("/sdapi/v1/txt2img?key=kael", BOAT));
        }
        assertThat(bought()).isEqualTo(2);
        try (var bridge = BridgeUnderTest.at(lab, home.resolve("shared"), "CACHE=shared")) {
            drawn(bridge.post("/sdapi/v1/txt2img?key=mira", BOAT));
            drawn(bridge.post("/sdapi/v1/txt2img?key=kael", BOAT));
        }
        assertThat(bought()).isEqualTo(3);
    }

    @Test
    void off_buys_every_time_and_keeps_nothing() {
        try (var bridge = BridgeUnderTest.at(lab, home, "CACHE=off")) {
            drawn(bridge.txt2img(BOAT));
            drawn(bridge.txt2img(BOAT));
        }
        assertThat(bought()).isEqualTo(2);
        assertThat(home.resolve("data/cache")).doesNotExist();
    }

    @Test
    void a_thousand_equal_requests_at_once_make_one_call() throws Exception {
        try (var bridge = BridgeUnderTest.at(lab, home, "CACHE=token");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 1000; i++) {
                replies.add(threads.submit(() -> bridge.txt2img(BOAT).status()));
            }
            for (var reply : replies) {
                assertThat(reply.get()).isEqualTo(200);
            }
        }
        assertThat(bought()).isEqualTo(1);
    }

    @Test
    void a_failure_is_not_kept() {
        try (var bridge = BridgeUnderTest.at(lab, home, "CACHE=token")) {
            assertThat(bridge.txt2img(BOAT.replace("a boat", "a boat lab:runware:status=503"))
                            .status())
                    .isNotEqualTo(200);
            drawn(bridge.txt2img(BOAT));
        }
    }
}
