package fluxbridge.lora;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SampleDictionaryTest {

    private final LoraDictionary sample = DictionaryReader.sample();

    @Test
    void it_holds_eight_characters_and_four_styles_without_oddities() {
        assertThat(sample.oddities()).isEmpty();
        assertThat(sample.loras())
                .filteredOn(lora -> lora.category() == LoraCategory.CHARACTER)
                .hasSize(8);
        assertThat(sample.loras())
                .filteredOn(lora -> lora.subject() == LoraSubject.STYLE)
                .hasSize(4);
        assertThat(sample.loras()).extracting(Lora::id).contains("mira", "kael");
        assertThat(sample.loras()).noneMatch(sample::isPermanent);
    }

    @Test
    void every_character_is_an_invented_adult() {
        var age = Pattern.compile("\\bof (\\d+)\\b");
        assertThat(sample.loras())
                .filteredOn(lora -> lora.category() == LoraCategory.CHARACTER)
                .allSatisfy(lora -> {
                    assertThat(lora.subject()).isEqualTo(LoraSubject.FICTIONAL_ADULT);
                    assertThat(lora.rating()).isEqualTo(LoraRating.GENERAL);
                    assertThat(lora.pronouns()).isNotEmpty();
                    var matcher = age.matcher(lora.appearance());
                    assertThat(matcher.find()).isTrue();
                    assertThat(Integer.parseInt(matcher.group(1))).isGreaterThanOrEqualTo(24);
                });
    }

    @Test
    void every_url_is_a_placeholder() {
        assertThat(sample.loras()).allMatch(Lora::isPlaceholder);
    }

    @Test
    void no_keyword_calls_two_loras() {
        assertThat(Keywords.of(sample))
                .extracting(keyword -> FoldedText.key(keyword.text()))
                .doesNotHaveDuplicates();
    }
}
