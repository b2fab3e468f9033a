package fluxbridge.lora;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which words call for a LoRA.
 *
 * <p>Its {@code keywords}; for a character also its name and aliases; and those trigger words that nobody writes by chance. A trigger word
 * that several LoRAs were trained on calls only the first of them by rank, since they usually are versions of one character.
 */
public final class Keywords {

    /** What the first trigger word of a character may be besides its made-up token. */
    private static final Set<String> COMMON = Set.of(
            "adult",
            "anime",
            "beautiful",
            "boy",
            "character",
            "detailed",
            "elf",
            "face",
            "female",
            "girl",
            "guy",
            "hero",
            "her",
            "him",
            "human",
            "illustration",
            "knight",
            "lady",
            "male",
            "man",
            "model",
            "painting",
            "people",
            "person",
            "photo",
            "picture",
            "portrait",
            "princess",
            "queen",
            "king",
            "realistic",
            "she",
            "style",
            "the",
            "token",
            "warrior",
            "what",
            "witch",
            "wizard",
            "woman",
            "women",
            "men");

    private Keywords() {}

    /** All keywords of the dictionary, by LoRA in file order. */
    public static List<Keyword> of(LoraDictionary dictionary) {
        var keywords = new ArrayList<Keyword>();
        for (var lora : dictionary.loras()) {
            given(lora).forEach(text -> keywords.add(new Keyword(text, lora.id())));
        }
        var taken = new HashSet<String>();
        keywords.forEach(keyword -> taken.add(FoldedText.key(keyword.text())));
        dictionary.loras().stream()
                .sorted(Comparator.comparingInt(Lora::rank))
                .forEach(lora -> distinctiveTriggers(lora)
                        .filter(trigger -> taken.add(FoldedText.key(trigger)))
                        .forEach(trigger -> keywords.add(new Keyword(trigger, lora.id()))));
        return keywords;
    }

    /** What the owner wrote down for it, each text once. */
    static Set<String> given(Lora lora) {
        var seen = new HashSet<String>();
        var texts = new LinkedHashSet<String>();
        var named = lora.category() == LoraCategory.CHARACTER
                ? Stream.concat(Stream.of(lora.name()), lora.aliases().stream())
                : Stream.<String>empty();
        Stream.concat(named, lora.keywords().stream())
                .filter(text -> !FoldedText.key(text).isEmpty() && seen.add(FoldedText.key(text)))
                .forEach(texts::add);
        return texts;
    }

    private static Stream<String> distinctiveTriggers(Lora lora) {
        var triggers = lora.triggerWords();
        var character = lora.category() == LoraCategory.CHARACTER;
        return triggers.stream()
                .filter(trigger -> isMadeUp(trigger)
                        || (character && trigger.equals(triggers.getFirst()) && isUncommonToken(trigger)));
    }

    /** Letters and digits mixed ({@code m1ra}, {@code kael33}) or a capital inside ({@code MiraVale}): no ordinary word looks so. */
    private static boolean isMadeUp(String trigger) {
        return trigger.length() >= 4
                && (trigger.matches("\\p{L}[\\p{L}\\p{M}_-]*\\d[\\p{L}\\p{M}\\d_-]*")
                        || trigger.matches("\\p{L}*\\p{Ll}\\p{Lu}\\p{L}*"));
    }

    private static boolean isUncommonToken(String trigger) {
        return trigger.matches("[\\p{L}\\p{M}_]{3,}") && !COMMON.contains(FoldedText.key(trigger));
    }
}
