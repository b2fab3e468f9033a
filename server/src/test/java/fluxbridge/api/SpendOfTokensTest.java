package fluxbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import fluxbridge.Await;
import fluxbridge.BridgeUnderTest;
import fluxbridge.domain.Money;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.store.AuditEntry;
import fluxlab.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token's holder and the owner see of the money, at a bridge that draws and pays. */
final class SpendOfTokensTest {

    private static final String BODY = "{\"prompt\":\"a boat\",\"width\":128,\"height\":128}";

    @TempDir
    Path home;

    private static String[] token(BridgeUnderTest bridge, String name, Scope scope, Optional<Money> daily) {
        var limits = new TokenLimits(
                Optional.empty(), Optional.empty(), Optional.empty(), daily, Optional.of(new Money(3_000_000)));
        var issued = bridge.wiring()
                .tokens()
                .create(name, Set.of(scope), limits, Optional.empty(), Optional.empty())
                .orElseThrow();
        return new String[] {"X-API-Key", issued.secret()};
    }

    @Test
    void a_token_sees_its_own_money_and_the_owner_sees_all_and_hears_of_it() throws IOException {
        List<String> heard = new CopyOnWriteArrayList<>();
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        try (var lab = Lab.start(0);
                var bridge = BridgeUnderTest.at(
                        lab,
                        home,
                        "ALERT_WEBHOOK_URL=http://127.0.0.1:"
                                + receiver.getAddress().getPort() + "/x",
                        "RUNWARE_PRICE_USD=0.0001")) {
            var mira = token(bridge, "mira", Scope.IMAGES, Optional.of(new Money(150)));
            var kael = token(bridge, "kael", Scope.VIDEO, Optional.empty());
            var owner = token(bridge, "owner", Scope.ADMIN, Optional.empty());
            assertThat(bridge.txt2img(BODY, mira).status()).isEqualTo(200);
            assertThat(bridge.txt2img(BODY, owner).status()).isEqualTo(200);

            var own = bridge.get("/api/v1/spend", mira).json();
            assertThat(own.path("budget").asDouble()).isEqualTo(0.00015);
            assertThat(own.path("spent").asDouble()).isPositive();
            assertThat(own.path("by_provider")).hasSize(1);
            assertThat(own.path("by_provider").get(0).path("pictures").asInt()).isEqualTo(1);
            assertThat(own.path("total").path("budget").asDouble()).isEqualTo(3);
            assertThat(own.path("total").path("spent")).isEqualTo(own.path("spent"));
            var others = bridge.get("/api/v1/spend", kael).json();
            assertThat(others.path("budget").isNull()).isTrue();
            assertThat(others.path("spent").asDouble()).isZero();
            assertThat(others.path("by_provider")).isEmpty();
            var all = bridge.get("/api/v1/spend", owner).json();
            assertThat(all.path("spent").asDouble())
                    .isGreaterThan(own.path("spent").asDouble());
            assertThat(all.path("by_provider").get(0).path("pictures").asInt()).isEqualTo(2);

            // What is left of the day is less than the price of a picture.
            assertThat(bridge.txt2img(BODY, mira).status()).isEqualTo(402);
            Await.until("an alert", () -> !heard.isEmpty());
            assertThat(heard.getFirst())
                    .contains("\"type\":\"budget\"", "\"budget\":\"token_day\"", "\"token\":\"mira\"");

            bridge.send("DELETE", "/api/v1/loras/nobody", null, owner);
            assertThat(bridge.wiring().audit().newest(9))
                    .filteredOn(AuditEntry::isAdmin)
                    .extracting(AuditEntry::rule, AuditEntry::prompt)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(
                            "admin: DELETE /api/v1/loras/{id}", "/api/v1/loras/nobody"));
        } finally {
            receiver.stop(0);
        }
    }
}
