package fluxbridge.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.Await;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.failure.Failure;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one way of speaking HTTP, against a server that answers byte by byte. */
final class VendorTest {

    private static final ProviderId ID = new ProviderId("acme");
    private static final String KEY = "sk-7Wq2-canary";

    private final List<Duration> slept = new CopyOnWriteArrayList<>();
    private TinyServer server;
    private ProviderHttp http;
    private Vendor vendor;

    @BeforeEach
    void start() throws IOException {
        server = new TinyServer();
        http = http(true);
        vendor = http.vendor(ID, List.of(new Secret(KEY), Secret.NONE));
    }

    private ProviderHttp http(boolean allowPrivate) {
        return new ProviderHttp(
                new OutboundGuard(allowPrivate),
                InstantSource.system(),
                slept::add,
                new PictureReader(PictureLimits.STANDARD));
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
    }

    private static Call call() {
        return within(Duration.ofSeconds(20));
    }

    private static Call within(Duration time) {
        return new Call("id", Instant.now().plus(time), Progress.NONE, BodyPermit.UNLIMITED);
    }

    private Outgoing get() {
        return Outgoing.get(server.uri("/x")).header("Authorization", "Bearer " + KEY);
    }

    private static Failure failure(ThrowingCallable work) {
        return catchThrowableOfType(GatewayException.class, work).failure();
    }

    private static byte[] png() {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private TinyServer.Script picture() {
        return out -> {
            out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + png().length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(png());
        };
    }

    @Test
    void an_answer_is_returned_whatever_its_status() {
        server.thenStatus(418, "X-Teapot: yes\r\n", "short");

        var reply = vendor.submit(get(), call());

        assertThat(reply.status()).isEqualTo(418);
        assertThat(reply.header("x-teapot")).isEqualTo("yes");
        assertThat(reply.text()).isEqualTo("short");
        assertThat(server.requests().getFirst())
                .contains("Authorization: Bearer " + KEY, "User-Agent: flux-lora-bridge");
    }

    @ParameterizedTest
    @CsvSource({"401", "407", "301", "302", "308", "503", "417"})
    void no_status_makes_the_client_do_something_of_its_own(int status) {
        server.thenStatus(status, "Location: /elsewhere\r\nRetry-After: 1\r\n", "");

        assertThat(vendor.submit(get(), call()).status()).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429})
    void work_that_costs_money_is_sent_once_whatever_the_answer(int status) {
        server.thenStatus(status, "", "").thenStatus(200, "", "{}");

        assertThat(vendor.submit(get(), call()).status()).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
        assertThat(slept).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
                "HTTP/1.1 200 OK\r\nContent-",
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"
            })
    void an_answer_that_breaks_off_leaves_the_outcome_unknown_and_is_not_asked_for_again(String answer) {
        server.then(answer).thenStatus(200, "", "{}");

        var failure = failure(() -> vendor.submit(get(), call()));

        assertThat(failure).isInstanceOf(Failure.UnknownOutcome.class);
        assertThat(failure.message()).startsWith("acme: ").contains("may have been made and billed");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_server_that_is_not_there_was_sent_nothing() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }

        assertThat(failure(() -> vendor.submit(Outgoing.get(URI.create("http://127.0.0.1:" + nobody)), call())))
                .isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void a_name_that_does_not_resolve_is_named() {
        var failure = failure(() -> vendor.submit(Outgoing.get(URI.create("http://no-such-host.invalid/")), call()));

        assertThat(failure).isInstanceOf(Failure.Unavailable.class);
        assertThat(failure.message()).contains("no-such-host.invalid");
    }

    @Test
    void a_call_without_time_left_sends_nothing() {
        assertThat(failure(() -> vendor.submit(get(), within(Duration.ofMillis(-1)))))
                .isInstanceOf(Failure.Unavailable.class);
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"})
    void a_server_that_is_silent_is_left_at_the_deadline(String start) {
        server.then(out -> {
            out.write(start.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            new CountDownLatch(1).await();
        });
        var begun = System.nanoTime();

        var failure = failure(() -> vendor.submit(get(), within(Duration.ofMillis(400))));

        assertThat(failure).isInstanceOf(Failure.UnknownOutcome.class);
        assertThat(failure.message()).contains("no answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhalf"})
    void an_interrupt_ends_a_call_before_and_in_the_middle_of_its_answer(String start) throws Exception {
        var reading = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        server.then(out -> {
            out.write(start.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            reading.countDown();
            try {
                while (true) {
                    out.write(' ');
                    out.flush();
                    LockSupport.parkNanos(5_000_000);
                }
            } catch (IOException e) {
                left.countDown();
            }
        });
        var ended = new AtomicReference<Failure>();
        var thread = Thread.ofVirtual().start(() -> ended.set(failure(() -> vendor.submit(get(), call()))));
        reading.await();
        assertThat(Await.within(Duration.ofMillis(150), () -> ended.get() != null))
                .isFalse();

        thread.interrupt();

        Await.until("the end", Duration.ofSeconds(2), () -> ended.get() != null);
        assertThat(ended.get()).isInstanceOf(Failure.Cancelled.class);
        assertThat(left.await(2, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_answer_over_the_limit_is_left_unread(boolean declared) throws Exception {
        var left = new CountDownLatch(1);
        server.then(out -> {
            out.write((declared
                            ? "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var chunk = new byte[1 << 20];
            try {
                for (int i = 0; i < 900; i++) {
                    out.write(chunk);
                }
            } catch (IOException e) {
                left.countDown();
            }
        });

        var failure = failure(() -> vendor.submit(get(), call()));

        assertThat(failure.message()).contains("over the limit of 50331648");
        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_large_answer_asks_for_leave_and_a_small_one_does_not() {
        var asked = new AtomicInteger();
        var call = new Call("id", Instant.now().plusSeconds(20), Progress.NONE, asked::incrementAndGet);
        server.thenStatus(200, "", "x".repeat(60_000)).thenStatus(200, "", "x".repeat(70_000));

        assertThat(vendor.submit(get(), call).body()).hasSize(60_000);
        assertThat(asked.get()).isZero();
        assertThat(vendor.submit(get(), call).body()).hasSize(70_000);
        assertThat(asked.get()).isPositive();
    }

    @Test
    void a_small_answer_in_pieces_is_put_together() {
        server.then(out -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\none".getBytes(US_ASCII));
            out.flush();
            out.write("two".getBytes(US_ASCII));
            out.flush();
            out.write("six".getBytes(US_ASCII));
        });

        assertThat(vendor.submit(get(), call()).text()).isEqualTo("onetwosix");
    }

    @Test
    void a_picture_is_not_asked_for_before_it_may_be_held() {
        var asked = new ArrayList<Integer>();
        var call = new Call(
                "id",
                Instant.now().plusSeconds(20),
                Progress.NONE,
                () -> asked.add(server.requests().size()));
        server.then(picture());

        assertThat(vendor.picture(server.uri("/a.png"), call).size()).hasToString("8x8");
        assertThat(asked).startsWith(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void a_safe_read_is_repeated(int status) {
        server.thenStatus(status, "", "")
                .thenStatus(status, "Retry-After: 2\r\n", "")
                .thenStatus(200, "", "{}");

        assertThat(vendor.read(get(), call()).status()).isEqualTo(200);
        assertThat(server.requests()).hasSize(3);
        assertThat(slept).containsExactly(Duration.ofMillis(300), Duration.ofSeconds(2));
    }

    @Test
    void a_safe_read_is_repeated_when_the_connection_breaks() {
        server.then("").then("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").thenStatus(200, "", "{}");

        assertThat(vendor.read(get(), call()).status()).isEqualTo(200);
        assertThat(slept).containsExactly(Duration.ofMillis(300), Duration.ofMillis(600));
    }

    @Test
    void a_safe_read_is_given_up_after_three_tries() {
        server.thenStatus(503, "", "")
                .thenStatus(503, "", "")
                .thenStatus(503, "", "")
                .thenStatus(200, "", "");

        assertThat(vendor.read(get(), call()).status()).isEqualTo(503);
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 500})
    void a_safe_read_is_not_repeated_after_an_answer_that_will_not_change(int status) {
        server.thenStatus(status, "", "");

        assertThat(vendor.read(get(), call()).status()).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_wait_beyond_the_deadline_is_not_waited() {
        server.thenStatus(429, "Retry-After: 3600\r\n", "");

        assertThat(vendor.read(get(), call()).status()).isEqualTo(429);
        assertThat(slept).isEmpty();
    }

    @Test
    void a_picture_is_fetched_and_checked() {
        server.then(picture());

        assertThat(vendor.picture(server.uri("/a.png"), call()).size()).hasToString("8x8");
        assertThat(server.requests().getFirst()).doesNotContain(KEY);
    }

    @Test
    void a_picture_that_is_not_there_yet_is_asked_for_again() {
        server.thenStatus(404, "", "").thenStatus(500, "", "").then(picture());

        assertThat(vendor.picture(server.uri("/a.png"), call()).size()).hasToString("8x8");
    }

    @Test
    void a_redirect_is_followed_and_a_header_stays_with_the_first_host() throws IOException {
        try (var other = new TinyServer()) {
            server.thenStatus(302, "Location: /b.png\r\n", "")
                    .thenStatus(307, "Location: " + other.uri("/c.png") + "\r\n", "");
            other.then(picture());

            var made = vendor.picture(server.uri("/a.png"), call(), Map.of("Authorization", "Bearer " + KEY));

            assertThat(made.size()).hasToString("8x8");
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(head -> assertThat(head).contains(KEY));
            assertThat(other.requests()).singleElement().asString().doesNotContain(KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://127.0.0.1/x",
                "http://user@127.0.0.1/",
                "http://[bad",
                "%%%",
                "http://exa mple/",
                "mailto:a@b"
            })
    void a_redirect_to_a_place_that_is_not_fetched_is_a_bad_reply(String location) {
        server.thenStatus(302, "Location: " + location + "\r\n", "");

        assertThat(failure(() -> vendor.picture(server.uri("/a.png"), call()))).isInstanceOf(Failure.BadReply.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void redirects_come_to_an_end() {
        for (int i = 0; i < 9; i++) {
            server.thenStatus(302, "Location: /again\r\n", "");
        }

        assertThat(failure(() -> vendor.picture(server.uri("/a.png"), call())).message())
                .contains("redirects more than 3 times");
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void a_picture_address_that_names_a_private_host_is_refused_when_it_is_dialled() {
        try (var strict = http(false)) {
            var guarded = strict.vendor(ID, List.of());

            assertThat(failure(() -> guarded.picture(URI.create("https://localhost/a.png"), call()))
                            .message())
                    .contains("not a public address");
            assertThat(failure(() -> guarded.submit(Outgoing.get(URI.create("https://localhost/")), call()))
                            .message())
                    .contains("not a public address");
            assertThat(failure(() -> guarded.picture(server.uri("/a.png"), call()))
                            .message())
                    .contains("not https");
        }
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a picture", "\u0089PNG\r\n\u001a\n"})
    void bytes_that_are_no_picture_are_a_bad_reply(String body) {
        server.thenStatus(200, "Content-Type: image/png\r\n", body);

        assertThat(failure(() -> vendor.picture(server.uri("/a.png"), call()))).isInstanceOf(Failure.BadReply.class);
    }

    @Test
    void a_picture_in_base64_is_read_with_and_without_a_prefix() {
        var base64 = Base64.getEncoder().encodeToString(png());

        assertThat(vendor.decodeBase64(base64).size()).hasToString("8x8");
        assertThat(vendor.decodeBase64("data:image/png;base64," + base64).size())
                .hasToString("8x8");
        assertThat(failure(() -> vendor.decodeBase64("data:"))).isInstanceOf(Failure.BadReply.class);
        assertThat(failure(() -> vendor.decodeBase64("A"))).isInstanceOf(Failure.BadReply.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401, BadCredentials",
        "402, OutOfCredit",
        "403, BadCredentials",
        "404, RejectedByProvider",
        "408, UnknownOutcome",
        "422, RejectedByProvider",
        "429, RateLimited",
        "500, Unavailable",
        "503, Unavailable",
        "504, UnknownOutcome",
        "524, UnknownOutcome"
    })
    void a_status_means_one_thing_and_keys_are_struck_out(int status, String meaning) {
        var reply = new HttpReply(ID, status, Map.of("retry-after", "3"), new byte[0]);

        var failure = vendor.failure(reply, "key " + KEY + " is\r\nodd " + "x".repeat(1000))
                .failure();

        assertThat(failure.getClass().getSimpleName()).isEqualTo(meaning);
        assertThat(failure.message())
                .contains("key *** is odd")
                .doesNotContain(KEY)
                .hasSizeLessThan(500);
    }

    @Test
    void a_stream_is_read_while_it_is_written_and_its_error_is_thrown() throws IOException {
        server.then("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndata: 1\n\n").thenStatus(402, "", "no credit");

        try (var stream = vendor.stream(get(), call())) {
            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("data: 1\n\n");
        }
        assertThat(failure(() -> vendor.stream(get(), call()))).isInstanceOf(Failure.OutOfCredit.class);
    }

    @Test
    void closing_a_stream_ends_its_exchange() throws Exception {
        var left = new CountDownLatch(1);
        server.then(out -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                while (true) {
                    out.write("data: 1\n\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                left.countDown();
            }
        });

        try (var stream = vendor.stream(get(), call())) {
            assertThat(stream.read()).isEqualTo('d');
        }

        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_cancellation_goes_out_on_its_own() {
        server.thenStatus(200, "", "");

        vendor.cancelLater(Outgoing.bare("DELETE", server.uri("/job/1")));

        Await.until("the cancellation", () -> !server.requests().isEmpty());
        assertThat(server.requests().getFirst()).startsWith("DELETE /job/1 ");
    }

    @Test
    void a_request_prints_without_what_may_be_secret() {
        var outgoing =
                Outgoing.get(URI.create("https://host.example/path?key=" + KEY)).header("X-Key", KEY);

        assertThat(outgoing).hasToString("GET https://host.example/path");
    }
}
