package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.config.BadSettingsException;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TokenLimits;
import fluxbridge.store.KeyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokensTest {

    @TempDir
    Path home;

    @TempDir
    Path elsewhere;

    private House house;
    private Tokens tokens;

    @BeforeEach
    void open() {
        house = new House(home);
        tokens = house.tokens;
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void a_secret_is_long_and_never_the_same() {
        var random = new SecureRandom();
        var seen = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            var text = TokenText.random(random);
            assertThat(text).matches("flb_[A-Za-z0-9]{32}");
            seen.add(text);
        }
        assertThat(seen).hasSize(1000);
        assertThat(TokenText.isMeant("flb_")).isTrue();
        assertThat(TokenText.isMeant("xflb_")).isFalse();
    }

    @Test
    void a_token_is_found_by_its_secret_alone() {
        var issued = tokens.create("mira", Set.of(Scope.IMAGES), TokenLimits.NONE, Optional.empty(), Optional.empty())
                .orElseThrow();

        assertThat(tokens.find(issued.secret())).contains(issued.token());
        assertThat(tokens.find(issued.secret() + "x")).isEmpty();
        assertThat(tokens.find(issued.secret().substring(1))).isEmpty();
        assertThat(tokens.find(issued.token().id())).isEmpty();
        assertThat(tokens.find("x".repeat(10_000))).isEmpty();
        assertThat(issued.toString()).doesNotContain(issued.secret());
    }

    @Test
    void a_name_names_one_token() {
        house.token("mira", TokenLimits.NONE, Scope.IMAGES);

        assertThat(tokens.create("mira", Set.of(Scope.IMAGES), TokenLimits.NONE, Optional.empty(), Optional.empty()))
                .isEmpty();
        assertThat(tokens.revoke("nobody")).isFalse();
        assertThat(tokens.rotate("nobody")).isEmpty();
    }

    @Test
    void the_secret_is_in_no_file() throws Exception {
        var secret = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        tokens.find(secret);
        tokens.refresh();
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain(secret)
                        .doesNotContain(secret.substring(4));
            }
        }
    }

    @Test
    void limits_belong_to_the_caller_of_the_token_over_a_rotation() {
        var limits = new TokenLimits(
                Optional.empty(),
                Optional.empty(),
                Optional.of(3),
                Optional.of(new Money(500_000)),
                Optional.of(new Money(9_000_000)));
        var old = tokens.create("mira", Set.of(Scope.IMAGES), limits, Optional.empty(), Optional.empty())
                .orElseThrow();
        var fresh = tokens.rotate("mira").orElseThrow();

        assertThat(fresh.token().caller()).isEqualTo(old.token().caller()).isEqualTo(new Caller("token-id1"));
        assertThat(fresh.secret()).isNotEqualTo(old.secret());
        assertThat(tokens.find(old.secret())).isEmpty();
        assertThat(tokens.find(fresh.secret())).isPresent();
        assertThat(tokens.of(new Caller("token-id1")).orElseThrow().limits()).isEqualTo(limits);
        assertThat(tokens.of(new Caller("anonymous@127.0.0.1"))).isEmpty();
    }

    @Test
    void a_token_ends_with_its_time() {
        var end = house.clock.instant().plus(Duration.ofDays(1));
        var secret = tokens.create("brief", Set.of(Scope.IMAGES), TokenLimits.NONE, Optional.empty(), Optional.of(end))
                .orElseThrow()
                .secret();

        house.clock.set(end.minusMillis(1));
        assertThat(tokens.find(secret)).isPresent();
        assertThat(tokens.isAnyGood()).isTrue();
        house.clock.set(end);
        assertThat(tokens.find(secret)).isEmpty();
        assertThat(tokens.isAnyGood()).isFalse();
        assertThat(tokens.isLocked()).isTrue();
    }

    @Test
    void the_door_stays_locked_without_a_good_token_until_it_is_reset() {
        assertThat(tokens.isLocked()).isFalse();
        var secret = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        assertThat(tokens.isLocked()).isTrue();
        assertThat(tokens.isAnyGood()).isTrue();

        assertThat(tokens.revoke("mira")).isTrue();
        assertThat(tokens.find(secret)).isEmpty();
        assertThat(tokens.isLocked()).isTrue();
        assertThat(tokens.isAnyGood()).isFalse();
        assertThat(tokens.reset()).isOne();
        assertThat(tokens.isLocked()).isFalse();
    }

    @Test
    void another_process_sees_changes_when_it_refreshes() {
        var other = house.tokens(house.hash);
        var secret = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        assertThat(other.find(secret)).isEmpty();

        other.refresh();
        assertThat(other.find(secret)).isPresent();
        tokens.revoke("mira");
        other.refresh();
        assertThat(other.find(secret)).isEmpty();
    }

    @Test
    void tokens_of_another_key_are_named_and_refused() {
        var secret = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        var foreign = house.tokens(KeyFile.open(elsewhere, new SecureRandom()));

        assertThat(foreign.find(secret)).isEmpty();
        assertThat(house.messages).singleElement().asString().contains("another bridge.key", "tokens rotate NAME");
        tokens.revoke("mira");
        house.messages.clear();
        house.tokens(KeyFile.open(elsewhere, new SecureRandom()));
        assertThat(house.messages).isEmpty();
    }

    @Test
    void the_last_use_is_noted_to_within_a_minute() {
        var secret = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        var begin = house.clock.instant();
        tokens.refresh();
        assertThat(tokens.all().getFirst().lastUsed()).isEmpty();

        tokens.find(secret);
        tokens.refresh();
        assertThat(tokens.all().getFirst().lastUsed()).contains(begin);
        house.clock.pass(Duration.ofSeconds(59));
        tokens.find(secret);
        tokens.refresh();
        assertThat(tokens.all().getFirst().lastUsed()).contains(begin);
        house.clock.pass(Duration.ofSeconds(1));
        tokens.find(secret);
        tokens.refresh();
        assertThat(tokens.all().getFirst().lastUsed()).contains(begin.plusSeconds(60));
        house.clock.pass(Duration.ofSeconds(5));
        tokens.find(secret);
        tokens.close();
        assertThat(tokens.all().getFirst().lastUsed()).contains(begin.plusSeconds(65));
    }

    @Test
    void while_the_database_is_away_what_is_known_stays() {
        var secret = house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        tokens.find(secret);
        house.close();
        tokens.refresh();
        tokens.refresh();

        assertThat(tokens.find(secret)).isPresent();
        assertThat(house.messages).singleElement().asString().contains("cannot be read again");
        tokens.close();
        assertThat(house.messages).hasSize(2).last().asString().contains("last use");
    }

    @Test
    void beyond_this_machine_nobody_listens_without_a_good_token() {
        var listening = new Listening(tokens);
        for (var host : new String[] {"127.0.0.1", "localhost", "::1", "127.8.8.8"}) {
            assertThatCode(() -> listening.check(host)).doesNotThrowAnyException();
        }
        for (var host : new String[] {"0.0.0.0", "::", "192.0.2.1"}) {
            assertThatExceptionOfType(BadSettingsException.class)
                    .isThrownBy(() -> listening.check(host))
                    .withMessageContaining("BRIDGE_HOST=" + host)
                    .withMessageContaining("./bridge tokens create NAME");
        }
        house.token("mira", TokenLimits.NONE, Scope.IMAGES);
        assertThatCode(() -> listening.check("0.0.0.0")).doesNotThrowAnyException();
        tokens.revoke("mira");
        assertThatExceptionOfType(BadSettingsException.class).isThrownBy(() -> listening.check("0.0.0.0"));
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> listening.check("no-such-host.invalid"))
                .withMessageContaining("which nobody knows");
    }

    @Test
    void an_action_is_one_line_whatever_its_subject_holds() {
        var lines = new java.util.ArrayList<String>();
        new LoggedAudit(house.clock, lines::add).record("command-line", "tokens create", "a\n{\"forged\":1}");

        assertThat(lines)
                .containsExactly(
                        "{\"at\":\"2026-11-22T10:00:00Z\",\"who\":\"command-line\",\"action\":\"tokens create\","
                                + "\"subject\":\"a\\n{\\\"forged\\\":1}\"}");
    }

    @Test
    void old_days_are_forgotten() {
        var days = new DailyRequests(house.store, java.time.ZoneId.of("UTC"), house.clock);
        var token = tokens.create("few", Set.of(Scope.IMAGES), House.perDay(1), Optional.empty(), Optional.empty())
                .orElseThrow()
                .token();
        days.count(token);
        house.clock.pass(Duration.ofDays(40));
        days.forgetOld();
        assertThat(house.store.count(token.id(), java.time.LocalDate.of(2026, 11, 22), 1))
                .isFalse();
        house.clock.pass(Duration.ofDays(1));
        days.forgetOld();
        assertThat(house.store.count(token.id(), java.time.LocalDate.of(2026, 11, 22), 1))
                .isTrue();
    }
}
