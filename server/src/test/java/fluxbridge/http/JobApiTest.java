package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxbridge.Wire;
import fluxlab.Lab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller's jobs over {@code /api/v1} and {@code /internal/progress}: replies, server-sent events and WebSocket, with the lab as the provider. */
final class JobApiTest {

    private static final String AS_MIRA = "X-API-Key: mira";
    private static final String[] MIRA = {"X-API-Key", "mira"};
    private static final String[] KAEL = {"X-API-Key", "kael"};

    private Lab lab;
    private BridgeUnderTest bridge;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start(@TempDir Path home) {
        lab = Lab.start(0);
        bridge = BridgeUnderTest.at(lab, home, "RUNWARE_DELIVERY=sync", "CORS_ALLOW_ORIGINS=https://friend.example");
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        bridge.close();
        lab.close();
    }

    private static String picture(String prompt, String task) {
        return "{\"prompt\":\"" + prompt + "\",\"width\":128,\"height\":128,\"force_task_id\":\"" + task + "\"}";
    }

    private long inFlight() {
        return lab.journal().stats("runware").inFlight();
    }

    /** A picture that takes half a minute, unless somebody stops it. */
    private Wire held(String task, String... headers) throws IOException {
        long before = inFlight();
        var wire = bridge.wire().post("/sdapi/v1/txt2img", picture("a boat lab:slow=30", task), headers);
        Await.until("the provider's call", () -> inFlight() > before);
        return wire;
    }

    private List<JsonNode> jobsOf(String... caller) {
        return bridge.get("/api/v1/jobs", caller)
                .json()
                .path("jobs")
                .valueStream()
                .toList();
    }

    /** The events of a stream that ended, as JSON. */
    private static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> JsonMapper.shared().readTree(line.substring(6)))
                .toList();
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("type").asString())
                .filter(type -> !type.equals("percent"))
                .toList();
    }

    @Test
    void a_job_is_listed_with_what_became_of_it() {
        var reply = bridge.txt2img(picture("a boat", "task-1"), MIRA);
        var id = reply.header("x-job-id").orElseThrow();

        var byId = bridge.get("/api/v1/jobs/" + id, MIRA).json();
        var byTask = bridge.get("/api/v1/jobs/task-1", MIRA).json();

        assertThat(byTask).isEqualTo(byId);
        assertThat(jobsOf(MIRA)).containsExactly(byId);
        assertThat(byId.path("id").asString()).isEqualTo(id);
        assertThat(byId.path("task_id").asString()).isEqualTo("task-1");
        assertThat(byId.path("state").asString()).isEqualTo("done");
        assertThat(byId.path("provider").asString()).isEqualTo("runware");
        assertThat(byId.path("finished").asInt()).isEqualTo(1);
        assertThat(byId.path("progress").asDouble()).isEqualTo(1);
        assertThat(byId.path("ended_at").isString()).isTrue();
        assertThat(byId.path("why").isNull()).isTrue();
    }

    @Test
    void a_job_that_fails_says_why_in_its_header_list_and_events() {
        var reply = bridge.txt2img(picture("a boat lab:status=500", "task-1"));

        assertThat(reply.status()).isGreaterThanOrEqualTo(500);
        var job = bridge.get("/api/v1/jobs/" + reply.header("x-job-id").orElseThrow())
                .json();
        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.path("why").asString()).contains("runware");
        var events = events(bridge.get("/api/v1/jobs/task-1/events").text());
        assertThat(types(events)).containsExactly("queued", "started", "failed");
    }

    @Test
    void nobody_sees_hears_or_ends_the_job_of_another() throws Exception {
        try (var wire = held("task-1", AS_MIRA)) {
            var id = jobsOf(MIRA).getFirst().path("id").asString();
            try (var listening = new Listener("", KAEL)) {
                listening.await("hello");

                assertThat(jobsOf(KAEL)).isEmpty();
                for (var name : List.of(id, "task-1")) {
                    assertThat(bridge.get("/api/v1/jobs/" + name, KAEL).status())
                            .isEqualTo(404);
                    assertThat(bridge.get("/api/v1/jobs/" + name + "/events", KAEL)
                                    .status())
                            .isEqualTo(404);
                    assertThat(bridge.post("/api/v1/jobs/" + name + "/cancel", "", KAEL)
                                    .status())
                            .isEqualTo(404);
                    listening.send("{\"type\":\"cancel\",\"job\":\"" + name + "\"}");
                    assertThat(listening.await("error").path("message").asString())
                            .startsWith("no job");
                }
                assertThat(bridge.post("/internal/progress", "{\"id_task\":\"task-1\"}", KAEL)
                                .json()
                                .path("active")
                                .asBoolean())
                        .isFalse();
                assertThat(bridge.get("/internal/pending-tasks", KAEL)
                                .json()
                                .path("size")
                                .asInt())
                        .isZero();
                assertThat(inFlight()).isEqualTo(1);

                assertThat(bridge.post("/api/v1/jobs/task-1/cancel", "", MIRA).status())
                        .isEqualTo(200);
                assertThat(wire.reply().json().path("images").isEmpty()).isTrue();
                assertThat(listening.types()).containsOnly("hello", "error");
            }
        }
    }

    @Test
    void a_disconnect_ends_exactly_its_own_job_for_every_listener() throws Exception {
        try (var mine = new Listener("", MIRA)) {
            mine.await("hello");
            var leaving = held("task-1", AS_MIRA);
            try (var _ = held("task-2", AS_MIRA);
                    var _ = held("task-3", "X-API-Key: kael")) {
                leaving.close();

                var ended = mine.await("cancelled");
                assertThat(ended.path("task_id").asString()).isEqualTo("task-1");
                assertThat(ended.path("why").asString()).isEqualTo("the client closed its connection");
                assertThat(events(bridge.get("/api/v1/jobs/task-1/events", MIRA).text()))
                        .last()
                        .satisfies(
                                last -> assertThat(last.path("type").asString()).isEqualTo("cancelled"));
                assertThat(bridge.get("/api/v1/jobs/task-2", MIRA)
                                .json()
                                .path("state")
                                .asString())
                        .isEqualTo("running");
                assertThat(bridge.get("/api/v1/jobs/task-3", KAEL)
                                .json()
                                .path("state")
                                .asString())
                        .isEqualTo("running");
                Await.until("the end of the one call", () -> inFlight() == 2);
            }
        }
    }

    @Test
    void events_come_while_the_job_runs_and_end_with_it() throws Exception {
        try (var wire = held("task-1");
                var stream = bridge.wire().get("/api/v1/jobs/task-1/events")) {
            assertThat(stream.until("\"progress\":")).contains("event: queued", "event: started", "retry: 2000");

            bridge.post("/api/v1/jobs/task-1/cancel", "");

            var rest = stream.until("\r\n0\r\n");
            assertThat(rest).contains("event: cancelled").contains("interrupted by the caller");
            assertThat(wire.reply().status()).isEqualTo(200);
        }
    }

    @Test
    void a_stream_goes_on_where_the_client_left_off() {
        bridge.txt2img(picture("a boat", "task-1"));
        var whole = bridge.get("/api/v1/jobs/task-1/events");
        var events = events(whole.text());

        assertThat(whole.header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(types(events)).containsExactly("queued", "started", "picture", "done");
        assertThat(events).extracting(e -> e.path("event_id").asLong()).isSorted();
        var second = events.get(1).path("event_id").asString();
        var rest = events(bridge.get("/api/v1/jobs/task-1/events", "Last-Event-ID", second)
                .text());
        assertThat(rest).isEqualTo(events.subList(2, events.size()));
        var last = events.getLast().path("event_id").asString();
        assertThat(bridge.get("/api/v1/jobs/task-1/events", "Last-Event-ID", last)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void a_listener_that_leaves_leaves_nothing_behind() throws Exception {
        try (var _ = held("task-1")) {
            var stream = bridge.wire().get("/api/v1/jobs/task-1/events");
            stream.until("event: started");
            stream.close();

            bridge.awaitLine(line -> line.path("route").asString().endsWith("/events"));
            assertThat(inFlight()).isEqualTo(1);
        }
    }

    @Test
    void one_socket_hears_all_jobs_of_its_caller_and_goes_on_after_a_break() throws Exception {
        long seen;
        try (var socket = new Listener("", MIRA)) {
            socket.await("hello");
            bridge.txt2img(picture("a boat", "task-1"), MIRA);
            bridge.txt2img(picture("a house", "task-2"), KAEL);
            bridge.txt2img(picture("a tree", "task-3"), MIRA);
            seen = socket.await("done", "task-1").path("event_id").asLong();
            socket.await("done", "task-3");

            assertThat(socket.messages())
                    .noneMatch(m -> m.path("task_id").asString("").equals("task-2"));
            socket.send("{\"type\":\"ping\"}");
            socket.await("pong");
            socket.send("not json");
            socket.await("error");
        }
        try (var again = new Listener("?since=" + seen, MIRA)) {
            again.await("done", "task-3");
            assertThat(again.types().stream().filter(t -> !t.equals("percent")))
                    .containsExactly("hello", "queued", "started", "picture", "done");
        }
    }

    @Test
    void a_socket_can_be_narrowed_to_one_job_before_it_begins() throws Exception {
        try (var socket = new Listener("", MIRA)) {
            socket.await("hello");
            socket.send("{\"type\":\"subscribe\",\"job\":\"task-2\"}");
            socket.await("subscribed");

            bridge.txt2img(picture("a boat", "task-1"), MIRA);
            bridge.txt2img(picture("a house", "task-2"), MIRA);

            socket.await("done", "task-2");
            assertThat(socket.messages())
                    .noneMatch(m -> m.path("task_id").asString("").equals("task-1"));
        }
    }

    @Test
    void a_socket_takes_its_credential_from_the_address_too() throws Exception {
        try (var _ = held("task-1", AS_MIRA);
                var socket = new Listener("?key=mira")) {
            assertThat(socket.await("hello").path("jobs").get(0).path("task_id").asString())
                    .isEqualTo("task-1");
            socket.send("{\"type\":\"cancel\",\"job\":\"task-1\"}");
            socket.await("cancelled", "task-1");
        }
    }

    @Test
    void a_page_of_another_site_opens_no_socket() throws Exception {
        assertThatThrownBy(() -> new Listener("", "Origin", "https://evil.example"))
                .hasStackTraceContaining("status code 403");
        try (var socket = new Listener("", "Origin", "https://friend.example")) {
            socket.await("hello");
        }
    }

    @Test
    void the_page_asks_for_its_own_task() throws Exception {
        var ask = "{\"id_task\":\"task-1\",\"id_live_preview\":-1,\"live_preview\":true}";
        var before = bridge.post("/internal/progress", ask).json();
        assertThat(before.propertyNames())
                .containsExactly(
                        "active",
                        "queued",
                        "completed",
                        "progress",
                        "eta",
                        "live_preview",
                        "id_live_preview",
                        "textinfo");
        assertThat(before.path("textinfo").asString()).isEqualTo("Waiting...");
        try (var _ = held("task-1")) {
            var running = bridge.post("/internal/progress", ask).json();
            assertThat(running.path("active").asBoolean()).isTrue();
            assertThat(running.path("progress").asDouble()).isBetween(0.001, 0.99);
            assertThat(running.path("textinfo").asString()).contains("runware");
            assertThat(running.path("live_preview").isNull()).isTrue();
            bridge.post("/api/v1/jobs/task-1/cancel", "");
            Await.until("the end of the job", () -> bridge.jobs() == 0);
        }
        var after = bridge.post("/internal/progress", ask).json();
        assertThat(after.path("active").asBoolean()).isFalse();
        assertThat(after.path("completed").asBoolean()).isTrue();
        assertThat(bridge.get("/internal/pending-tasks").text()).isEqualTo("{\"size\":0,\"tasks\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/jobs/none", "/api/v1/jobs/none/events"})
    void a_job_that_never_was_is_not_found(String path) {
        assertThat(bridge.get(path).status()).isEqualTo(404);
    }

    @Test
    void a_bridge_that_stops_ends_its_listeners() throws Exception {
        try (var socket = new Listener("")) {
            socket.await("hello");
            bridge.wiring().server().close();
            socket.closed.get(5, TimeUnit.SECONDS);
        }
    }

    /** A WebSocket that keeps what it hears. */
    private final class Listener implements WebSocket.Listener, AutoCloseable {

        private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;
        private int read;

        Listener(String query, String... headers) throws Exception {
            var builder = client.newWebSocketBuilder();
            for (int i = 0; i < headers.length; i += 2) {
                builder.header(headers[i], headers[i + 1]);
            }
            socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + bridge.port() + "/api/v1/ws" + query), this)
                    .get(10, TimeUnit.SECONDS);
        }

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(JsonMapper.shared().readTree(part.toString()));
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onClose(
                WebSocket from, int status, String reason) {
            closed.complete(status);
            return null;
        }

        void send(String text) {
            socket.sendText(text, true).join();
        }

        /** The next message of this type. */
        JsonNode await(String type) {
            return await(type, null);
        }

        JsonNode await(String type, @org.jspecify.annotations.Nullable String task) {
            Await.until(type, () -> find(type, task) >= 0);
            read = find(type, task) + 1;
            return messages.get(read - 1);
        }

        private int find(String type, @org.jspecify.annotations.Nullable String task) {
            for (int i = read; i < messages.size(); i++) {
                var message = messages.get(i);
                if (message.path("type").asString().equals(type)
                        && (task == null || message.path("task_id").asString("").equals(task))) {
                    return i;
                }
            }
            return -1;
        }

        List<JsonNode> messages() {
            return List.copyOf(messages);
        }

        List<String> types() {
            return messages.stream().map(m -> m.path("type").asString()).toList();
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
