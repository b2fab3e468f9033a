package fluxbridge.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.prompt.PromptSyntax.Lost;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PromptSyntaxTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a (red) boat              ~ a red boat",
                "a ((red)) boat            ~ a red boat",
                "a (red:1.3) boat          ~ a red boat",
                "a (red : 1.3 ) boat       ~ a red  boat",
                "a (red (old:0.8):+1.2) b  ~ a red old b",
                "a [red] boat              ~ a red boat",
                "a boat, (people:0), sky   ~ a boat, sky",
                "a boat, (people:-1)       ~ a boat",
                "mira \\(fox\\)            ~ mira (fox)",
                "\\[x\\] \\\\              ~ [x] \\",
                "(mira \\(fox\\):1.2)      ~ mira (fox)",
                "a [cat:dog:0.25]          ~ a dog",
                "a [cat:dog:0.75]          ~ a cat",
                "a [cat:dog:5]             ~ a dog",
                "a [cat:dog:20]            ~ a cat",
                "a boat[, fog:0.5]         ~ a boat, fog",
                "a boat[, fog::0.5]        ~ a boat, fog",
                "a [cat|dog|fox]           ~ a cat",
                "a [(old:1.2) cat|dog]     ~ a old cat",
                "[[cat:dog:0.2]|fox]       ~ dog",
                "a boat BREAK the sea      ~ a boat, the sea",
                "a boat, BREAK the sea     ~ a boat, the sea",
                "a boat AND the sea        ~ a boat, the sea",
                "a cat :1.2 AND a dog :0.8 ~ a cat, a dog",
                "a boat BREAK              ~ a boat",
                "[a:b]                     ~ a:b",
            })
    void syntax_becomes_plain_text(String written, String plain) {
        assertThat(PromptSyntax.plain(written, 28).text()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a (boat",
                "a boat)",
                "a [boat",
                "boat]",
                ":) and :(",
                "BREAKFAST",
                "breaking AND_ BANDS",
                "#ff00aa, 16:9",
                "a\nb",
                "",
                "C:\\pictures"
            })
    void what_is_no_syntax_stays(String text) {
        var plain = PromptSyntax.plain(text, 28);

        assertThat(plain.text()).isEqualTo(text);
        assertThat(plain.lost()).isEmpty();
    }

    @Test
    void a_bracket_that_another_pair_crosses_stays() {
        assertThat(PromptSyntax.plain("a (b [c) d]", 28).text()).isEqualTo("a b [c d]");
    }

    @Test
    void it_tells_what_had_no_effect() {
        var plain = PromptSyntax.plain("(a:1.2) [b:c:0.3] [d|e] BREAK f AND g", 28);

        assertThat(plain.lost()).containsExactlyInAnyOrder(Lost.values());
        assertThat(plain.lostWords()).isEqualTo("attention, scheduling, alternation, BREAK, AND");
    }

    @Property(tries = 300)
    void plain_text_is_unchanged(
            @ForAll @CharRange(from = 'a', to = 'z') @Chars({' ', ',', '.', ':', '|', '\n', 'é', '猫', '#'})
                    String text) {
        assertThat(PromptSyntax.plain(text, 28).text()).isSameAs(text);
    }

    @Property(tries = 500)
    void any_text_is_read_and_nothing_is_invented(
            @ForAll @Chars({'(', ')', '[', ']', ':', '|', '\\', '1', '.', 'a', ' '}) @StringLength(max = 60)
                    String text) {
        var plain = PromptSyntax.plain(text, 28).text();

        assertThat(plain.length()).isLessThanOrEqualTo(text.length() + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "()", "[a:", "(a|", "\\(", " BREAK", " AND", "[a:b:0.1", "          "})
    void long_texts_are_read_quickly(String unit) {
        var text = unit.repeat(20_000 / unit.length()) + "]".repeat(5_000) + ")".repeat(5_000);

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> PromptSyntax.plain(text, 28));
    }
}
