package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TraceTest {

    @Test
    void a_message_forges_no_line() {
        var trace = Trace.of(new IllegalStateException(
                "a\n2026-11-22 ERROR forged\r\u001b[2J", new RuntimeException("inner\u2028line")));

        assertThat(trace.lines().filter(line -> !line.startsWith("\tat ")))
                .containsExactly(
                        "java.lang.IllegalStateException: a\\u000a2026-11-22 ERROR forged\\u000d\\u001b[2J",
                        "caused by java.lang.RuntimeException: inner\\u2028line");
        assertThat(trace).contains("\tat fluxbridge.http.TraceTest");
    }

    @Test
    void a_long_message_is_cut_and_a_circle_ends() {
        var inner = new RuntimeException("x".repeat(10_000));
        var outer = new RuntimeException(inner);
        inner.initCause(outer);

        assertThat(Trace.of(outer).length()).isLessThan(60_000);
        assertThat(Trace.escaped("x".repeat(600))).hasSize(500);
        assertThat(Trace.of(new RuntimeException((String) null))).startsWith("java.lang.RuntimeException\n");
    }
}
