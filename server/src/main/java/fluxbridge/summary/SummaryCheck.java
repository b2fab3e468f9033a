package fluxbridge.summary;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.prompt.Narration;
import fluxbridge.prompt.Narration.CastMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is wrong with a summary that a chat model wrote: its text is as trustworthy as the narration, which anybody wrote. */
final class SummaryCheck {

    private static final Pattern TAG =
            Pattern.compile("<\\s{0,4}\\w{1,20}\\s{0,4}:|\\b(?:lora|lyco|hypernet)\\s{0,4}:", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARKUP =
            Pattern.compile("[<>*`{}|\\[\\]#\\\\]|https?:|\\(\\(|:\\d+(?:\\.\\d+)?\\)|__");
    private static final Pattern SPEECH = Pattern.compile("[\"\u201C\u201D\u201E\u00AB\u00BB\u300C\u300E]");

    private final Supplier<? extends Collection<Lora>> dictionary;
    private final int maxWords;

    /** @param dictionary every LoRA there is now */
    SummaryCheck(Supplier<? extends Collection<Lora>> dictionary, int maxWords) {
        this.dictionary = dictionary;
        this.maxWords = maxWords;
    }

    /** Each defect as a sentence to the model; none when the summary can be used. */
    List<String> defects(String text, Narration narration) {
        var defects = new ArrayList<String>();
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
            defects.add("The prompt is empty.");
            return defects;
        }
        int words = Words.count(Triggers.in(text, narration.present()));
        if (words > maxWords) {
            defects.add("The prompt has " + words + " words with the trigger words; the limit is " + maxWords + ".");
        }
        for (var member : narration.present()) {
            if (Words.find(text, member.name(), 0, true) < 0) {
                defects.add("The name " + member.name() + " is missing.");
            }
        }
        strangers(text, narration).forEach(name -> defects.add("The name " + name + " must not appear."));
        if (TAG.matcher(text).find()) {
            defects.add("There must be no tags.");
        }
        if (MARKUP.matcher(text).find() || text.chars().anyMatch(Character::isISOControl)) {
            defects.add("There must be no markup and no line breaks.");
        }
        if (SPEECH.matcher(text).find()) {
            defects.add("There must be no quotation.");
        }
        return defects;
    }

    /** Names and triggers of characters that are in the dictionary and not in the picture. */
    private Stream<String> strangers(String text, Narration narration) {
        var present = narration.present().stream().map(CastMember::id).toList();
        return dictionary.get().stream()
                .filter(lora -> lora.category() == LoraCategory.CHARACTER && !present.contains(lora.id()))
                .flatMap(lora -> Stream.of(
                                Stream.of(lora.name()),
                                lora.triggerWords().stream(),
                                lora.keywords().stream(),
                                lora.aliases().stream())
                        .flatMap(it -> it))
                .filter(name -> name.length() > 1 && !belongs(name, narration))
                .map(SummaryCheck::asName)
                .filter(name -> Words.find(text, name, 0, true) >= 0)
                .distinct()
                .limit(5);
    }

    /** A surname or an alias may be shared with somebody who is in the picture. */
    private static boolean belongs(String name, Narration narration) {
        return narration.present().stream()
                .anyMatch(member -> Words.find(member.name(), name, 0, false) >= 0
                        || Words.find(member.trigger(), name, 0, false) >= 0);
    }

    /** Rose is a name where rose is a flower: lower-case words count in capitals only. */
    private static String asName(String name) {
        boolean word = name.codePoints().allMatch(it -> Character.isLetter(it) && Character.isLowerCase(it));
        return word ? Character.toTitleCase(name.charAt(0)) + name.substring(1) : name;
    }
}
