package fluxlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxlab.runware.Tasks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.core.JacksonException;

@Timeout(60)
final class MisbehaviourTest {

    private final Lab lab = Lab.start(0);
    private final Http http = new Http(lab.uri());

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void a_status_is_scripted_for_the_next_calls_only() throws Exception {
        var created = http.post(
                "/lab/faults",
                "{\"provider\":\"runware\",\"call\":\"imageInference\",\"kind\":\"status\",\"status\":503,\"times\":2,"
                        + "\"after\":1,\"retryAfter\":\"7\"}");
        assertThat(created.statusCode()).isEqualTo(201);

        var statuses = new ArrayList<Integer>();
        for (var i = 0; i < 4; i++) {
            statuses.add(http.post("/runware/v1", Tasks.image("fox", "")).statusCode());
        }

        assertThat(statuses).containsExactly(200, 503, 503, 200);
        assertThat(lab.journal().stats("runware").pictures()).isEqualTo(2);
        assertThat(lab.faults().waiting()).isEmpty();
        assertThat(lab.journal().entries("runware").get(1).faults()).containsExactly("status");
    }

    @Test
    void scripts_are_listed_removed_and_checked() throws Exception {
        var made = Http.json(http.post("/lab/faults", "{\"kind\":\"hang\",\"times\":0}"));
        http.post("/lab/faults", "{\"kind\":\"drop\"}");

        assertThat(Http.json(http.get("/lab/faults")).size()).isEqualTo(2);
        http.delete("/lab/faults/" + made.path("id").asLong());
        assertThat(Http.json(http.get("/lab/faults")).get(0).path("kind").asString())
                .isEqualTo("drop");
        http.delete("/lab/faults");
        assertThat(Http.json(http.get("/lab/faults")).isEmpty()).isTrue();
        assertThat(http.post("/lab/faults", "{\"kind\":\"explode\"}").statusCode())
                .isEqualTo(400);
        assertThat(http.post("/lab/faults", "{\"kind\":\"drop\",\"tmies\":2}").statusCode())
                .isEqualTo(400);
        assertThat(http.post("/lab/providers/runware", "{\"balence\":2}").statusCode())
                .isEqualTo(400);
        assertThat(http.post("/lab/providers/nobody", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void a_rate_limit_says_when_to_come_back() throws Exception {
        var answer = http.post("/runware/v1", Tasks.image("fox lab:ratelimit", ""));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("2");
        assertThat(Http.json(answer).at("/errors/0/code").asString()).isEqualTo("rateLimitExceeded");
    }

    @Test
    void a_slow_mark_holds_the_answer() throws Exception {
        var start = System.nanoTime();

        assertThat(http.post("/runware/v1", Tasks.image("fox lab:slow=0.7", "")).statusCode())
                .isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void malformed_and_html_answers_are_no_json_and_were_paid() throws Exception {
        var malformed = http.post("/runware/v1", Tasks.image("fox lab:malformed", ""));
        var html = http.post("/runware/v1", Tasks.image("fox lab:html", ""));

        assertThat(malformed.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> Http.json(malformed)).isInstanceOf(JacksonException.class);
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(html.headers().firstValue("content-type")).hasValue("text/html");
        assertThat(lab.journal().stats("runware").pictures()).isEqualTo(2);
    }

    @Test
    void a_truncated_answer_ends_before_its_announced_length() throws Exception {
        var answer = raw(Tasks.image("fox lab:truncated", ""));

        var body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        var length = answer.replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(body.length()).isBetween(1, Integer.parseInt(length) - 1);
        assertThatThrownBy(() -> http.post("/runware/v1", Tasks.image("fox lab:truncated", "")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_dropped_connection_answers_nothing() throws Exception {
        assertThat(raw(Tasks.image("fox lab:drop", ""))).isEmpty();
        assertThat(lab.journal().stats("runware").pictures()).isZero();
    }

    @Test
    void a_drop_after_the_work_is_paid() throws Exception {
        http.post("/lab/faults", "{\"call\":\"imageInference\",\"kind\":\"drop\",\"billed\":true}");

        assertThat(raw(Tasks.image("fox", ""))).isEmpty();
        assertThat(lab.journal().stats("runware").pictures()).isEqualTo(1);
    }

    @Test
    void a_huge_answer_goes_on_far_beyond_any_limit() throws Exception {
        var answer = http.client()
                .send(http.toPost("/runware/v1", Tasks.image("fox lab:huge", "")), BodyHandlers.ofInputStream());

        try (var body = answer.body()) {
            body.skipNBytes(100 << 20);
            assertThat(body.read()).isEqualTo('A');
        }
    }

    @Test
    void a_redirect_leads_to_a_foreign_host() throws Exception {
        var answer = http.post("/runware/v1", Tasks.image("fox lab:redirect", ""));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("location")).hasValue("http://foreign.invalid/elsewhere");
    }

    @Test
    void empty_fail_and_credits_speak_the_vendors_language() throws Exception {
        var empty = http.post("/runware/v1", Tasks.image("fox lab:empty", ""));
        var fail = http.post("/runware/v1", Tasks.image("fox lab:fail=promptBlocked", ""));
        var credits = http.post("/runware/v1", Tasks.image("fox lab:credits", ""));

        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(Http.json(empty).path("data").isEmpty()).isTrue();
        assertThat(fail.statusCode()).isEqualTo(200);
        assertThat(Http.json(fail).at("/errors/0/code").asString()).isEqualTo("promptBlocked");
        assertThat(credits.statusCode()).isEqualTo(402);
    }

    @Test
    void bad_pictures_come_by_url_and_inside_the_answer() throws Exception {
        var text = http.get(url("fox lab:badpicture"));
        var half = http.get(url("fox lab:badpicture=truncated"));
        var bomb = http.get(url("fox lab:badpicture=bomb"));
        var gone = http.get(url("fox lab:picture:status=404"));

        assertThat(ImageIO.read(new ByteArrayInputStream(text.body()))).isNull();
        assertThat(half.body()).startsWith(0x89, 'P', 'N', 'G');
        assertThatThrownBy(() -> ImageIO.read(new ByteArrayInputStream(half.body())))
                .isInstanceOf(IOException.class);
        var reader = ImageIO.getImageReadersByFormatName("png").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(bomb.body())));
        assertThat(reader.getWidth(0)).isEqualTo(60_000);
        assertThat(gone.statusCode()).isEqualTo(404);
        var inside = http.post("/runware/v1", Tasks.image("lab:badpicture", "\"outputType\":\"base64Data\""));
        assertThat(Http.json(inside).at("/data/0/imageBase64Data").asString()).startsWith("VGhpcyBpcyBub3Q");
    }

    @Test
    void each_poll_of_a_marked_task_fails() throws Exception {
        var uuid = UUID.randomUUID().toString();
        var prompt = "fox lab:getResponse:status=500";
        http.post("/runware/v1", Tasks.image(uuid, prompt, "\"deliveryMethod\":\"async\""));

        assertThat(http.post("/runware/v1", Tasks.poll(uuid)).statusCode()).isEqualTo(500);
        assertThat(http.post("/runware/v1", Tasks.poll(uuid)).statusCode()).isEqualTo(500);
    }

    @Test
    void a_client_that_leaves_a_hanging_call_is_noticed() throws Exception {
        var left = leaves(Tasks.image("fox lab:hang", ""));

        await(() -> lab.journal().stats("runware").left() == 1);
        var entry = lab.journal().entries("runware").getFirst();
        assertThat(Duration.between(left, entry.leftAt())).isLessThan(Duration.ofSeconds(2));
        assertThat(lab.journal().stats("runware").inFlight()).isZero();
        assertThat(lab.journal().stats("runware").spentUsd()).isZero();
    }

    @Test
    void an_abandoned_generation_runs_to_its_end_and_is_paid() throws Exception {
        leaves(Tasks.image("fox lab:slow=1.5", ""));

        await(() -> lab.journal().stats("runware").left() == 1);
        assertThat(lab.journal().stats("runware").running()).isEqualTo(1);
        assertThat(lab.journal().stats("runware").inFlight()).isZero();
        await(() -> lab.journal().stats("runware").running() == 0);
        assertThat(lab.journal().stats("runware").pictures()).isEqualTo(1);
        assertThat(lab.journal().entries("runware").getFirst().answeredAt()).isNull();
    }

    @Test
    void a_patient_client_on_a_kept_connection_is_not_taken_for_gone() throws Exception {
        for (var i = 0; i < 20; i++) {
            assertThat(http.post("/runware/v1", Tasks.image("fox lab:slow=0.12", ""))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(lab.journal().stats("runware").left()).isZero();
        assertThat(lab.journal().stats("runware").answered()).isEqualTo(20);
    }

    @Test
    void a_crowd_is_held_together_and_counted() throws Exception {
        lab.account("runware").turn(knobs -> knobs.withLatency(2));
        var calls = new ArrayList<CompletableFuture<Integer>>();
        for (var i = 0; i < 500; i++) {
            calls.add(http.client()
                    .sendAsync(http.toPost("/runware/v1", Tasks.image("fox", "\"seed\":1")), BodyHandlers.discarding())
                    .thenApply(answer -> answer.statusCode()));
        }

        assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(200));
        assertThat(lab.journal().stats("runware").maxInFlight()).isGreaterThan(400);
        assertThat(lab.journal().stats("runware").inFlight()).isZero();
    }

    @Test
    void closing_the_lab_ends_what_hangs() throws Exception {
        try (var socket = connect()) {
            send(socket, Tasks.image("fox lab:hang", ""));
            await(() -> lab.journal().stats("runware").faults() == 1);
            lab.close();
            assertThat(readAll(socket.getInputStream())).isEmpty();
        }
    }

    private String url(String prompt) throws Exception {
        var answer = http.post("/runware/v1", Tasks.image(prompt, "\"outputFormat\":\"PNG\""));
        return Http.json(answer).at("/data/0/imageURL").asString();
    }

    /** Sends, waits until the lab has the request, and closes the socket; returns when. */
    private Instant leaves(String body) throws Exception {
        try (var socket = connect()) {
            send(socket, body);
            await(() -> lab.journal().stats("runware").faults() == 1);
        }
        return Instant.now();
    }

    private String raw(String body) throws IOException {
        try (var socket = connect()) {
            send(socket, body);
            return readAll(socket.getInputStream());
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), lab.uri().getPort());
    }

    private static void send(Socket socket, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = "POST /runware/v1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer lab-runware-key\r\n"
                + "Content-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
        }
    }
}
