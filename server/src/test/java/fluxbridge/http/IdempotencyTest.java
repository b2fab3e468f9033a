package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxbridge.BridgeUnderTest.Reply;
import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** POSTs that are sent again with the same Idempotency-Key: over real HTTP, with the lab as the provider. */
final class IdempotencyTest {

    private static final String KEY = "Idempotency-Key";

    @TempDir
    Path home;

    private Lab lab;
    private BridgeUnderTest bridge;

    @BeforeEach
    void start() {
        lab = Lab.start(0);
        bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync");
    }

    @AfterEach
    void stop() {
        bridge.close();
        lab.close();
    }

    private static String picture(String prompt) {
        return "{\"prompt\":\"" + prompt + "\",\"width\":128,\"height\":128}";
    }

    private Reply draw(String prompt, String key, String... headers) {
        var all = new ArrayList<>(List.of(KEY, key));
        all.addAll(List.of(headers));
        return bridge.txt2img(picture(prompt), all.toArray(String[]::new));
    }

    private long calls() {
        return lab.journal().entries("runware", "imageInference").size();
    }

    private long inFlight() {
        return lab.journal().stats("runware").inFlight();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(home.resolve("data").resolve("answers"))) {
            return files.toList();
        }
    }

    @Test
    void a_hundred_at_once_with_one_key_make_one_call_to_the_provider() throws Exception {
        var posts = new ArrayList<Callable<Reply>>();
        for (int i = 0; i < 100; i++) {
            posts.add(() -> draw("a boat lab:slow=1", "one"));
        }
        var replies = new ArrayList<Reply>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var reply : threads.invokeAll(posts)) {
                replies.add(reply.get());
            }
        }

        assertThat(calls()).isEqualTo(1);
        var drawn = replies.stream().filter(r -> r.status() == 200).toList();
        assertThat(drawn)
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.body()).isEqualTo(drawn.getFirst().body()));
        assertThat(replies).filteredOn(r -> r.status() != 200).allSatisfy(r -> {
            assertThat(r.status()).isEqualTo(409);
            assertThat(r.header("retry-after")).contains("2");
        });
        assertThat(draw("a boat lab:slow=1", "one").body())
                .isEqualTo(drawn.getFirst().body());
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void the_same_request_again_gets_the_same_bytes_and_headers() throws Exception {
        var first = draw("a boat", "k-1");
        var again = draw("a boat", "k-1");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("idempotency-replayed")).isEmpty();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotency-replayed")).contains("true");
        for (var header : List.of("content-type", "content-length", "x-job-id")) {
            assertThat(again.header(header)).as(header).isPresent().isEqualTo(first.header(header));
        }
        assertThat(again.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
        assertThat(calls()).isEqualTo(1);
        assertThat(files()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
    }

    @Test
    void it_is_replayed_after_a_restart() {
        var first = draw("a boat", "k-1");
        bridge.close();
        bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync");

        assertThat(draw("a boat", "k-1").body()).isEqualTo(first.body());
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void another_body_under_the_same_key_is_refused() {
        draw("a boat", "k-1");

        var other = draw("a house", "k-1");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("detail").asString()).contains("another request");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void keys_belong_to_their_caller() {
        var mine = draw("a boat", "k-1", "X-API-Key", "mira");
        var other = draw("a boat", "k-1", "X-API-Key", "kael");

        assertThat(other.header("idempotency-replayed")).isEmpty();
        assertThat(other.body()).isNotEqualTo(mine.body());
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void the_same_request_while_it_runs_is_told_to_wait() throws Exception {
        try (var wire = bridge.wire().post("/sdapi/v1/txt2img", picture("a boat lab:slow=1"), KEY + ": k-1")) {
            Await.until("the provider's call", () -> inFlight() == 1);

            var early = draw("a boat lab:slow=1", "k-1");

            assertThat(early.status()).isEqualTo(409);
            assertThat(early.header("retry-after")).contains("2");
            assertThat(draw("a house", "k-1").status()).isEqualTo(422);
            assertThat(wire.reply().status()).isEqualTo(200);
            assertThat(draw("a boat lab:slow=1", "k-1").header("idempotency-replayed"))
                    .contains("true");
        }
    }

    @Test
    void a_request_that_was_wrong_gives_its_key_back() throws Exception {
        var wrong = bridge.txt2img("{\"prompt\":\"a boat\",\"steps\":\"many\"}", KEY, "k-1");
        assertThat(wrong.status()).isEqualTo(422);

        assertThat(draw("a boat", "k-1").status()).isEqualTo(200);
        assertThat(files()).hasSize(1);
    }

    @Test
    void a_failure_that_cost_nothing_gives_its_key_back() {
        lab.faults().add("runware", "imageInference", Fault.of(FaultKind.RATELIMIT), 1);

        var limited = draw("a boat", "k-1");
        var again = draw("a boat", "k-1");

        assertThat(limited.status()).isEqualTo(429);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("idempotency-replayed")).isEmpty();
    }

    @Test
    void a_failure_that_may_have_been_paid_for_is_replayed() {
        lab.faults().add("runware", "imageInference", Fault.of(FaultKind.DROP), 1);

        var unclear = draw("a boat", "k-1");
        long calls = calls();
        var again = draw("a boat", "k-1");

        assertThat(unclear.status()).isGreaterThanOrEqualTo(500);
        assertThat(again.status()).isEqualTo(unclear.status());
        assertThat(again.body()).isEqualTo(unclear.body());
        assertThat(again.header("idempotency-replayed")).contains("true");
        assertThat(calls()).isEqualTo(calls);
    }

    @Test
    void a_client_that_left_is_not_drawn_for_twice() throws Exception {
        var wire = bridge.wire().post("/sdapi/v1/txt2img", picture("a boat lab:slow=30"), KEY + ": k-1");
        Await.until("the provider's call", () -> inFlight() == 1);
        wire.close();
        Await.until("the end of the job", () -> bridge.jobs() == 0);
        bridge.awaitLine(line -> line.path("status").asInt() == 499);

        var again = draw("a boat lab:slow=30", "k-1");

        assertThat(again.header("idempotency-replayed")).contains("true");
        assertThat(again.json().path("images").isEmpty()).isTrue();
        assertThat(again.info()
                        .path("extra_generation_params")
                        .path("Interrupted")
                        .asString())
                .isEqualTo("the client closed its connection");
    }

    @Test
    void an_answer_whose_file_is_gone_is_not_drawn_again() throws Exception {
        draw("a boat", "k-1");
        Files.delete(files().getFirst());

        var again = draw("a boat", "k-1");

        assertThat(again.status()).isEqualTo(410);
        assertThat(again.json().path("detail").asString()).contains("new key");
        assertThat(calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "caf\u00e9"})
    void a_key_must_be_visible_ascii(String key) throws Exception {
        try (var wire = bridge.wire().post("/sdapi/v1/txt2img", picture("a boat"), KEY + ": " + key)) {
            assertThat(wire.reply().status()).isEqualTo(400);
        }
    }

    @Test
    void a_key_has_at_most_255_characters() {
        assertThat(draw("a boat", "k".repeat(255)).status()).isEqualTo(200);
        var longer = draw("a boat", "k".repeat(256));
        assertThat(longer.status()).isEqualTo(400);
        assertThat(longer.json().path("detail").asString()).startsWith("Idempotency-Key must be");
    }
}
