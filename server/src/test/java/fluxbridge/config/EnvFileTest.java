package fluxbridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvFileTest {

    static Arguments[] values() {
        return new Arguments[] {
            Arguments.of("A=b", "b"),
            Arguments.of("  export A = b  ", "b"),
            Arguments.of("A=", ""),
            Arguments.of("A=b=c", "b=c"),
            Arguments.of("A=b # why", "b"),
            Arguments.of("A=b#c", "b#c"),
            Arguments.of("A=#c", "#c"),
            Arguments.of("A= # why", ""),
            Arguments.of("A='b # c' # why", "b # c"),
            Arguments.of("A=\"b # c\"", "b # c"),
            Arguments.of("A=\"\"", ""),
            Arguments.of("A=\"line\\nnext\\ttab \\\"q\\\" \\\\ \\$x\"", "line\nnext\ttab \"q\" \\ $x"),
            Arguments.of("A='line\\nnext \\'q\\' \\\\'", "line\\nnext 'q' \\"),
            Arguments.of("A=C:\\new\\tool", "C:\\new\\tool"),
            Arguments.of("A=it's", "it's"),
            Arguments.of("A=ключ 鍵", "ключ 鍵"),
        };
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_value_is_read_as_written(String line, String value) {
        var file = EnvFile.parse(".env", line);

        assertThat(file.problems()).isEmpty();
        assertThat(file.entries()).containsExactly(new EnvFile.Entry(1, "A", value));
    }

    @Test
    void windows_lines_a_byte_order_mark_comments_and_blanks_are_fine() {
        assertThat(EnvFile.parse(".env", "\uFEFFA=1\r\n\r\n  # B=2\r\nC=3\r\n").entries())
                .containsExactly(new EnvFile.Entry(1, "A", "1"), new EnvFile.Entry(4, "C", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=\"b", "A='b", "A='b' c", "A=\"b\\\""})
    void a_quote_that_does_not_close_is_a_problem(String line) {
        assertThat(EnvFile.parse(".env", line).problems())
                .containsExactly(".env:1: the value begins with a quote, so it must end with the same quote");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A: b", "=b", "1A=b", "A B=c"})
    void a_line_without_a_name_and_a_value_is_a_problem(String line) {
        assertThat(EnvFile.parse(".env", line).problems())
                .containsExactly(".env:1: expected NAME=value or a comment that begins with #");
    }

    @Test
    void a_very_long_quoted_value_is_read() {
        String value = "x".repeat(1_000_000);

        assertThat(EnvFile.parse(".env", "A=\"" + value + "\"").entries())
                .containsExactly(new EnvFile.Entry(1, "A", value));
    }
}
