package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Secret;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.RateLimited;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.Vendor;
import fluxbridge.provider.WireJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of providers-1.md §1.7, code by code. */
final class RunwareErrorsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ProviderHttp http =
            new ProviderHttp(new OutboundGuard(true), () -> NOW, _ -> {}, new PictureReader(PictureLimits.STANDARD));
    private final Vendor vendor = http.vendor(RunwareProvider.ID, List.of(new Secret("k-1234567")));

    @AfterEach
    void close() {
        http.close();
    }

    @ParameterizedTest
    @CsvSource({
        "insufficientCredits, OutOfCredit",
        "quotaExceeded, OutOfCredit",
        "monthlyQuotaReached, OutOfCredit",
        "negativeBalance, OutOfCredit",
        "paymentRequired, OutOfCredit",
        "rateLimitExceeded, RateLimited",
        "providerRateLimit, RateLimited",
        "contentPolicyViolation, RefusedBySafety",
        "providerContentPolicyViolation, RefusedBySafety",
        "sensitiveContentDetected, RefusedBySafety",
        "unsafeContentDetected, RefusedBySafety",
        "nsfwContentDetected, RefusedBySafety",
        "promptBlocked, RefusedBySafety",
        "imageBlocked, RefusedBySafety",
        "moderationFailed, RefusedBySafety",
        "invalidApiKey, BadCredentials",
        "missingApiKey, BadCredentials",
        "unauthorized, BadCredentials",
        "forbidden, BadCredentials",
        "permissionDenied, BadCredentials",
        "insufficientPermissions, BadCredentials",
        "authenticationFailed, BadCredentials",
        "authTimeout, BadCredentials",
        "invalidCredentials, BadCredentials",
        "tokenExpiredOrRevoked, BadCredentials",
        "accountSuspended, BadCredentials",
        "organizationDisabled, BadCredentials",
        "workspaceSuspended, BadCredentials",
        "timeoutProvider, UnknownOutcome",
        "queueTimeout, UnknownOutcome",
        "taskFailedOrNotFound, UnknownOutcome",
        "taskNotFound, UnknownOutcome",
        "taskExpired, UnknownOutcome",
        "taskCancelled, Unavailable",
        "internalServerError, Unavailable",
        "serviceUnavailable, Unavailable",
        "serverUnavailable, Unavailable",
        "standardError, Unavailable",
        "unknownError, Unavailable",
        "inferenceError, Unavailable",
        "processingFailed, Unavailable",
        "taskFailed, Unavailable",
        "downloadFailed, Unavailable",
        "uploadFailed, Unavailable",
        "noAvailableServer, Unavailable",
        "modelUnavailable, Unavailable",
        "modelDisabled, Unavailable",
        "modelNotReady, Unavailable",
        "providerOverloaded, Unavailable",
        "invalidWidth, RejectedByProvider",
        "missingPrompt, RejectedByProvider",
        "unsupportedParameter, RejectedByProvider",
        "unknownParameter, RejectedByProvider",
        "modelNotFound, RejectedByProvider",
        "somethingNobodyHasSeen, RejectedByProvider"
    })
    void a_code_has_its_failure_whatever_the_status(String code, String failure) {
        var body = "{\"errors\": [{\"code\": \"" + code + "\", \"message\": \"m\"}]}";

        assertThat(failure(200, body).getClass().getSimpleName()).isEqualTo(failure);
        assertThat(failure(400, body).getClass().getSimpleName()).isEqualTo(failure);
        assertThat(failure(200, body).what()).contains(code);
    }

    @ParameterizedTest
    @CsvSource({"401, BadCredentials", "402, OutOfCredit", "429, RateLimited", "503, Unavailable", "200, Unavailable"})
    void without_a_code_the_status_decides(int status, String failure) {
        assertThat(failure(status, "{\"errors\": [{\"message\": \"m\"}]}")
                        .getClass()
                        .getSimpleName())
                .isEqualTo(failure);
    }

    @Test
    void a_wait_is_counted_from_the_injected_clock() {
        var reply = reply(429, "{\"errors\": [{\"code\": \"rateLimit\"}]}", "Thu, 01 Jan 2026 00:00:45 GMT");

        var failure = RunwareErrors.find(reply.json(), "t").orElseThrow().failure(vendor, reply);

        assertThat(failure)
                .isInstanceOfSatisfying(
                        RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(45)));
    }

    @Test
    void a_key_in_code_or_message_is_struck_out() {
        var what = failure(400, "{\"errors\": [{\"code\": \"bad k-1234567\", \"message\": \"key k-1234567\"}]}")
                .what();

        assertThat(what).contains("bad ***", "key ***").doesNotContain("k-1234567");
    }

    @Test
    void an_error_of_another_task_is_not_ours() {
        var body = WireJson.MAPPER.readTree(
                "{\"errors\": [{\"code\": \"a\", \"taskUUID\": \"other\"}], \"data\": [{\"taskUUID\": \"other\", \"status\": \"error\"}]}");

        assertThat(RunwareErrors.find(body, "t")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    lora[3].model             | invalidLoraModel | true  | 3
                    lora[0].model             | invalidModel     | true  | 0
                    lora                      | invalidModel     | true  | -1
                    lora                      | maxLora          | false | -1
                    lora[1].weight            | invalidWeight    | false | 1
                    model                     | invalidModel     | false | -1
                    """)
    void only_an_unknown_lora_is_one(String parameter, String code, boolean unknown, int index) {
        var body = WireJson.MAPPER.readTree(
                "{\"errors\": [{\"code\": \"" + code + "\", \"parameter\": [\"" + parameter + "\"]}]}");
        var error = RunwareErrors.find(body, "t").orElseThrow();

        assertThat(error.isUnknownLora()).isEqualTo(unknown);
        assertThat(error.loraIndex()).isEqualTo(index);
    }

    private FromProvider failure(int status, String body) {
        var reply = reply(status, body, "");
        return RunwareErrors.find(reply.json(), "t").orElseThrow().failure(vendor, reply);
    }

    private static HttpReply reply(int status, String body, String retryAfter) {
        return new HttpReply(
                RunwareProvider.ID,
                status,
                retryAfter.isEmpty() ? Map.of() : Map.of("retry-after", retryAfter),
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
