package fluxbridge.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import fluxbridge.alert.Webhook.Format;
import fluxbridge.config.AlertSettings;
import fluxbridge.config.BadSettingsException;
import fluxbridge.config.MoneySettings;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.ledger.Allowance;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.Price;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.store.AlertStore;
import fluxbridge.store.Database;
import fluxbridge.store.LedgerStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Budgets and accounts that run short, told to a real server by HTTP. */
final class AlertsTest {

    private static final Caller MIRA = new Caller("token-1");
    private static final ProviderId FAL = new ProviderId("fal");

    private record Got(Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T06:00:00Z"));
    private final InstantSource clock = now::get;
    private final AtomicInteger ids = new AtomicInteger();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    @TempDir
    Path dataDir;

    private HttpServer receiver;
    private ProviderHttp http;
    private Database database;
    private Ledger ledger;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hush", exchange -> {
            got.add(new Got(
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            var answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
            exchange.close();
        });
        receiver.start();
        http = new ProviderHttp(
                new OutboundGuard(true), clock, Thread::sleep, new PictureReader(PictureLimits.STANDARD));
        database = Database.open(new StoreSettings(dataDir, Optional.empty()));
        ledger = ledger();
    }

    @AfterEach
    void stop() {
        ledger.close();
        database.close();
        http.close();
        receiver.stop(0);
    }

    private Ledger ledger() {
        var settings = new MoneySettings(
                Optional.of(new Money(1_000_000)), ZoneId.of("UTC"), Duration.ofHours(24), Optional.empty(), Map.of());
        return new Ledger(
                new LedgerStore(database),
                settings,
                caller -> caller.equals(MIRA)
                        ? new Allowance(Optional.of(new Money(500_000)), Optional.of(new Money(2_000_000)))
                        : Allowance.UNLIMITED,
                "run-" + ids.incrementAndGet(),
                () -> "hold-" + ids.incrementAndGet(),
                clock,
                messages::add);
    }

    private Alerts alerts(String format, String key) {
        var settings = new AlertSettings(
                new Secret("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hush"), new Secret(key), format);
        return new Alerts(
                ledger,
                new AlertStore(database),
                new Webhook(settings, http, new OutboundGuard(true), clock),
                caller -> caller.equals(MIRA) ? "mira" : caller.id(),
                clock,
                () -> "alert-" + ids.incrementAndGet(),
                messages::add);
    }

    private void spend(Caller caller, long micros) {
        try (var hold = ledger.hold(caller, "request", new Money(micros))) {
            hold.open(FAL, "call-" + ids.incrementAndGet(), new Price(new Money(micros), "test"))
                    .settled(new Money(micros));
        }
    }

    private List<String> told() {
        return got.stream()
                .map(Got::json)
                .map(json ->
                        json.path("type").asString() + " " + json.path("budget").asString("")
                                + json.path("provider").asString("") + " "
                                + json.path("threshold").asString(""))
                .map(String::strip)
                .toList();
    }

    @Test
    void each_threshold_of_each_budget_is_told_once() {
        var alerts = alerts("auto", "");
        alerts.tick();
        assertThat(got).isEmpty();

        spend(new Caller("anyone"), 499_999);
        alerts.tick();
        assertThat(told()).isEmpty();
        spend(new Caller("anyone"), 1);
        alerts.tick();
        alerts.tick();
        assertThat(told()).containsExactly("budget day 50");
        spend(MIRA, 400_000);
        alerts.tick();
        assertThat(told())
                .containsExactlyInAnyOrder(
                        "budget day 50", "budget day 80", "budget token_day 50", "budget token_day 80");
        alerts.tick();
        assertThat(got).hasSize(4);
        var token = got.stream()
                .map(Got::json)
                .filter(json -> json.path("budget").asString().equals("token_day"))
                .findFirst()
                .orElseThrow();
        assertThat(token.path("token").asString()).isEqualTo("mira");
        assertThat(token.path("token_id").asString()).isEqualTo("token-1");
        assertThat(token.path("limit_usd").asDouble()).isEqualTo(0.5);
        assertThat(token.path("spent_usd").asDouble()).isEqualTo(0.4);
        assertThat(token.path("resets_at").asString()).isEqualTo("2026-11-24T00:00:00Z");
        assertThat(token.path("text").asString())
                .isEqualTo("Flux LoRA Bridge: 50 % of the budget of the token mira for 2026-11-23 is reached:"
                        + " $0.4 of $0.5 is taken; it resets at 2026-11-24T00:00:00Z");
    }

    @Test
    void a_budget_without_room_for_a_request_is_used_up() {
        var alerts = alerts("auto", "");
        spend(MIRA, 490_000);
        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> spend(MIRA, 20_000));

        alerts.tick();

        assertThat(told())
                .containsExactlyInAnyOrder("budget token_day 50", "budget token_day 80", "budget token_day 100");
        assertThat(got.stream().map(it -> it.json().path("text").asString()))
                .anyMatch(text -> text.contains("is used up: $0.49 of $0.5 is taken, and a request was refused"));
    }

    @Test
    void a_request_for_more_than_a_budget_does_not_use_it_up() {
        var alerts = alerts("auto", "");
        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> spend(MIRA, 600_000));
        alerts.tick();
        assertThat(told()).isEmpty();

        spend(MIRA, 500_000);
        alerts.tick();
        assertThat(told()).contains("budget token_day 100");
    }

    @Test
    void a_new_day_is_told_anew_and_a_whole_budget_is_not() {
        var alerts = alerts("auto", "");
        for (int day = 0; day < 3; day++) {
            spend(MIRA, 450_000);
            alerts.tick();
            now.updateAndGet(it -> it.plus(Duration.ofDays(1)));
            alerts.tick();
        }

        assertThat(told().stream().filter(it -> it.equals("budget token_day 80")))
                .hasSize(3);
        assertThat(told().stream().filter(it -> it.equals("budget token_total 50")))
                .hasSize(1);
    }

    @Test
    void a_restart_and_another_replica_tell_nothing_twice() {
        spend(MIRA, 450_000);
        alerts("auto", "").tick();
        int told = got.size();
        alerts("auto", "").tick();

        assertThat(got).hasSize(told);
    }

    @Test
    void what_does_not_arrive_is_sent_later_also_by_a_new_start_and_given_up_in_the_end() {
        answers.addAll(List.of(500, 404));
        spend(new Caller("anyone"), 500_000);
        var alerts = alerts("auto", "");
        alerts.tick();
        alerts.tick();
        assertThat(got).hasSize(1);
        now.updateAndGet(it -> it.plusSeconds(10));
        alerts.tick();
        assertThat(got).hasSize(2);
        now.updateAndGet(it -> it.plusSeconds(20));
        alerts("auto", "").tick();
        assertThat(got).hasSize(3);
        assertThat(got.stream().map(it -> it.header("X-bridge-alert")).distinct())
                .hasSize(1);
        assertThat(messages)
                .containsExactly(
                        "alerts: the webhook at 127.0.0.1 answers 500; tried again in 10 s",
                        "alerts: the webhook at 127.0.0.1 answers 404; tried again in 20 s");

        messages.clear();
        receiver.stop(0);
        spend(new Caller("anyone"), 300_000);
        for (int i = 0; i < 20; i++) {
            alerts.tick();
            now.updateAndGet(it -> it.plus(Duration.ofHours(1)));
        }
        assertThat(messages).hasSize(Alerts.MOST_TRIES);
        assertThat(messages.getLast()).contains("given up after 12 tries: Flux LoRA Bridge: 80 % of the budget");
        assertThat(String.join("\n", messages)).doesNotContain("hush");
    }

    @Test
    void pauses_double_up_to_an_hour() {
        assertThat(List.of(Alerts.pause(1), Alerts.pause(2), Alerts.pause(9), Alerts.pause(10), Alerts.pause(99)))
                .containsExactly(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(2560),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
    }

    @Test
    void a_provider_out_of_credit_is_told_once_until_it_draws_again_or_a_day_is_over() {
        var alerts = alerts("auto", "");
        var failure = new OutOfCredit(FAL, "is out of credit (402)", null);
        for (int i = 0; i < 3; i++) {
            alerts.outOfCredit(failure);
            alerts.tick();
        }
        assertThat(told()).containsExactly("out_of_credit fal");
        assertThat(got.getFirst().json().path("text").asString())
                .isEqualTo("Flux LoRA Bridge: fal: is out of credit (402); top up the account, or take it out of"
                        + " PROVIDER_ORDER until then");

        now.updateAndGet(it -> it.plus(Duration.ofMinutes(30)));
        alerts.drew(FAL);
        alerts.tick();
        alerts.outOfCredit(failure);
        alerts.tick();
        assertThat(got).as("within the hour").hasSize(1);

        now.updateAndGet(it -> it.plus(Duration.ofMinutes(30)));
        var restarted = alerts("auto", "");
        restarted.drew(FAL);
        restarted.tick();
        restarted.outOfCredit(failure);
        restarted.tick();
        assertThat(got).as("it drew in between").hasSize(2);

        now.updateAndGet(it -> it.plus(Duration.ofHours(24)));
        restarted.outOfCredit(failure);
        restarted.tick();
        assertThat(got).as("a day later").hasSize(3);
    }

    @Test
    void what_is_sent_is_signed_over_time_and_body() throws GeneralSecurityException {
        spend(new Caller("anyone"), 500_000);
        alerts("json", "sesame").tick();

        var sent = got.getFirst();
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("sesame".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signed = sent.header("X-bridge-timestamp") + "." + sent.body();
        assertThat(sent.header("X-bridge-timestamp"))
                .isEqualTo(Long.toString(now.get().getEpochSecond()));
        assertThat(sent.header("X-bridge-signature"))
                .isEqualTo("v1=" + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(sent.header("X-bridge-alert"))
                .isEqualTo(sent.json().path("id").asString());
        assertThat(sent.header("Content-type")).isEqualTo("application/json");
    }

    @Test
    void discord_and_slack_get_their_shapes() {
        var failure = new OutOfCredit(FAL, "says <no> & @everyone", null);
        var discord = alerts("discord", "");
        discord.outOfCredit(failure);
        discord.tick();
        now.updateAndGet(it -> it.plus(Duration.ofDays(2)));
        var slack = alerts("slack", "");
        slack.outOfCredit(failure);
        slack.tick();

        assertThat(got.getFirst().json().path("content").asString()).contains("fal: says <no> & @everyone");
        assertThat(got.getFirst().json().path("allowed_mentions").toString()).isEqualTo("{\"parse\":[]}");
        assertThat(got.getFirst().headers()).doesNotContainKey("X-bridge-signature");
        assertThat(got.getLast().json().path("text").asString()).contains("fal: says &lt;no&gt; &amp; @everyone");
    }

    @ParameterizedTest
    @CsvSource({
        "auto, https://discord.com/api/webhooks/1/x, DISCORD",
        "auto, https://ptb.discord.com/api/webhooks/1/x, DISCORD",
        "auto, https://discordapp.com/api/webhooks/1/x, DISCORD",
        "auto, https://hooks.slack.com/services/1, SLACK",
        "auto, https://hooks.slack.com.example.org/1, JSON",
        "auto, https://notdiscord.com/1, JSON",
        "json, https://discord.com/api/webhooks/1/x, JSON",
        "slack, https://chat.example.org/hooks/1, SLACK"
    })
    void the_host_tells_the_shape_unless_the_owner_does(String setting, URI uri, Format format) {
        assertThat(Format.of(setting, uri)).isEqualTo(format);
    }

    @Test
    void an_address_that_is_not_public_is_refused_at_the_start() {
        var settings = new AlertSettings(new Secret("http://10.0.0.1/hush"), Secret.NONE, "auto");

        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> new Webhook(settings, http, new OutboundGuard(false), clock))
                .withMessage("ALERT_WEBHOOK_URL cannot be used: it is not https; set"
                        + " BRIDGE_ALLOW_PRIVATE_UPSTREAMS=true if that is a server of yours");
    }
}
