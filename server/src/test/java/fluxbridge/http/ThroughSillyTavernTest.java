package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import fluxbridge.BridgeUnderTest.Reply;
import fluxlab.Lab;
import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a page of SillyTavern can only say in the body of txt2img: failures as 200, an Idempotency-Key, questions. */
final class ThroughSillyTavernTest {

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

    private Reply draw(String more) {
        return bridge.txt2img("{\"prompt\":\"a fox\",\"width\":128,\"height\":128," + more + "}");
    }

    private long calls() {
        return lab.journal().entries("runware", "imageInference").size();
    }

    @Test
    void a_failure_is_told_with_status_200_when_the_body_asks_for_it() {
        var reply = draw("\"error_as_200\":true,\"steps\":0");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("images").size()).isZero();
        var error = reply.json().path("error");
        assertThat(error.path("message").asString()).startsWith("steps: must be 1..150");
        assertThat(error.path("kind").asString()).isEqualTo("BadRequest");
        assertThat(error.path("retryable").asBoolean(true)).isFalse();
        assertThat(error.path("status").asInt()).isEqualTo(422);
        assertThat(error.path("id").asString())
                .isEqualTo(reply.header("x-request-id").orElseThrow());
        assertThat(bridge.log().getLast().path("status").asInt()).isEqualTo(422);
    }

    @Test
    void a_failure_has_its_status_otherwise() {
        assertThat(draw("\"error_as_200\":false,\"steps\":0").status()).isEqualTo(422);
        assertThat(draw("\"steps\":0").status()).isEqualTo(422);
    }

    @Test
    void a_failure_that_time_cures_says_so() {
        lab.faults().add("runware", "imageInference", Fault.of(FaultKind.RATELIMIT), 1);

        var error = draw("\"error_as_200\":true").json().path("error");

        assertThat(error.path("retryable").asBoolean()).isTrue();
        assertThat(error.path("retry_after").asDouble()).isPositive();
    }

    @Test
    void an_order_with_the_same_key_is_carried_out_once() {
        var first = draw("\"idempotency_key\":\"st-1\",\"error_as_200\":true");
        var again = draw("\"idempotency_key\":\"st-1\",\"error_as_200\":true");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotency-replayed")).hasValue("true");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void a_key_of_another_order_or_a_wrong_one_is_told() {
        draw("\"idempotency_key\":\"st-1\",\"error_as_200\":true");

        var other = draw("\"idempotency_key\":\"st-1\",\"error_as_200\":true,\"steps\":4");
        var wrong = draw("\"idempotency_key\":\"a b\",\"error_as_200\":true");

        assertThat(other.json().path("error").path("kind").asString()).isEqualTo("KeyReused");
        assertThat(wrong.json().path("error").path("kind").asString()).isEqualTo("BadHeader");
    }

    private JsonNode asked(String questions) {
        var reply = bridge.get("/sdapi/v1/samplers?bridge_ask=" + URLEncoder.encode(questions, StandardCharsets.UTF_8));
        return JsonMapper.shared().readTree(reply.json().path(0).path("name").asString());
    }

    @Test
    void a_question_in_the_address_is_answered_as_the_name_of_a_sampler() {
        draw("\"force_task_id\":\"st-9\"");

        var answers = asked("{\"job\":\"st-9\",\"about\":true,\"spend\":true,\"weather\":true}");

        assertThat(answers.path("job").path("state").asString()).isEqualTo("done");
        assertThat(answers.path("about").path("name").asString()).isEqualTo("Flux LoRA Bridge");
        assertThat(answers.path("spend").path("spent").isNumber()).isTrue();
        assertThat(answers.get("weather").isNull()).isTrue();
        assertThat(asked("{\"job\":\"none\"}").get("job").isNull()).isTrue();
    }

    @Test
    void samplers_are_listed_when_nothing_is_asked() {
        for (var query : List.of("", "?bridge_ask=", "?bridge_ask=7", "?bridge_ask=%7Bbroken")) {
            assertThat(bridge.get("/sdapi/v1/samplers" + query)
                            .json()
                            .path(0)
                            .path("name")
                            .asString())
                    .isEqualTo("Euler");
        }
    }

    @Test
    void who_would_be_in_a_picture_is_asked_in_the_body_and_nothing_is_drawn() {
        var answers = bridge.txt2img("{\"bridge_ask\":{\"match\":{\"text\":\"a fox\"},\"job\":\"x\"}}")
                .json();

        assertThat(answers.path("images").size()).isZero();
        assertThat(answers.path("bridge").path("match").path("present").isArray())
                .isTrue();
        assertThat(answers.path("bridge").get("job").isNull()).isTrue();
        assertThat(calls()).isZero();
    }
}
