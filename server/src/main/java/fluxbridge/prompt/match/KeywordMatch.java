package fluxbridge.prompt.match;

import fluxbridge.lora.Keyword;
import java.util.List;

/**
 * A place in a text where keywords stand.
 *
 * @param start offset in the text
 * @param end offset just after it
 * @param keywords the one that was found, once per LoRA that it calls for
 */
public record KeywordMatch(int start, int end, List<Keyword> keywords) {

    public KeywordMatch {
        keywords = List.copyOf(keywords);
    }
}
