package fluxbridge.prompt;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.prompt.match.KeywordMatcher;
import fluxbridge.lora.Keyword;
import fluxbridge.lora.LoraDictionary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns a request into what is drawn: takes the tags out, chooses the LoRAs, writes the final prompt.
 *
 * <p>Deterministic. The client's own words stay as they are; trigger words and the LoRAs' parts are put around them, each phrase once.
 */
public final class PromptBuilder {

    /** How many LoRAs of a category one picture takes unless the owner says otherwise. */
    public static final Map<LoraCategory, Integer> DEFAULT_CAPS = Map.of(
            LoraCategory.CHARACTER, 6,
            LoraCategory.NSFW, 4,
            LoraCategory.EXPRESSION, 2,
            LoraCategory.GENERAL, 2,
            LoraCategory.MISC, 1);

    private final Map<LoraCategory, Integer> caps;

    /** The matcher of the dictionary that was used last; building it takes much longer than using it. */
    private volatile Ready ready = new Ready(LoraDictionary.EMPTY, new KeywordMatcher(List.of()));

    private record Ready(LoraDictionary dictionary, KeywordMatcher matcher) {}

    /** @param caps by category, 0 or more; a category that is not in it has no cap */
    public PromptBuilder(Map<LoraCategory, Integer> caps) {
        this.caps = Map.copyOf(caps);
    }

    /** @param seed of the first picture, 0..4294967295 */
    public Prepared prepare(ImageRequest asked, LoraDictionary dictionary, long seed) {
        var tags = LoraTags.parse(asked.prompt().text());
        var choice = asked.applyLoras()
                ? LoraChoice.of(dictionary, tags, matcher(dictionary).find(tags.blanked()), caps)
                : none(tags);
        var config = dictionary.config();
        var notes = new ArrayList<>(asked.notes());
        notes.addAll(choice.notes());
        return new Prepared(
                asked.prompt(),
                new Prompt(
                        text(tags.plain(), choice.loras()),
                        negative(asked.prompt().negative(), choice.loras(), config.defaultNegativePrompt())),
                choice.loras(),
                asked.size(),
                seed,
                asked.steps().isPresent() ? asked.steps() : config.defaultSteps(),
                asked.guidance().isPresent() ? asked.guidance() : config.defaultGuidanceScale(),
                asked.sampler(),
                asked.model(),
                asked.provider(),
                asked.count(),
                asked.mode(),
                notes);
    }

    private KeywordMatcher matcher(LoraDictionary dictionary) {
        var last = ready;
        if (last.dictionary() != dictionary) {
            last = new Ready(dictionary, KeywordMatcher.of(dictionary));
            ready = last;
        }
        return last.matcher();
    }

    private static LoraChoice none(LoraTags tags) {
        return new LoraChoice(
                List.of(),
                tags.tags().isEmpty()
                        ? List.of()
                        : List.of(
                                new Note("LoRA tags", "ignored, since this request asks for a picture without LoRAs")));
    }

    /** Prepended parts, missing trigger words, the client's text, appended parts. */
    private static String text(String plain, List<AppliedLora> chosen) {
        var loras = chosen.stream().map(AppliedLora::lora).toList();
        var before = new Phrases().alreadyIn(plain);
        loras.forEach(lora -> before.add(lora.prependPrompt()));
        var start = before.joined();
        var after = new Phrases().alreadyIn(plain).alreadyIn(start);
        loras.forEach(lora -> after.add(lora.appendPrompt()));
        var end = after.joined();
        var triggers = new Phrases();
        missingTriggers(loras, Phrases.join(List.of(start, plain, end))).forEach(triggers::add);
        return Phrases.join(List.of(start, triggers.joined(), plain, end));
    }

    /** The first trigger word of each character whose face the prompt does not call for yet. */
    private static List<String> missingTriggers(List<Lora> loras, String soFar) {
        var triggers = loras.stream()
                .filter(lora -> lora.category() == LoraCategory.CHARACTER
                        && !lora.triggerWords().isEmpty())
                .map(lora -> new Keyword(lora.triggerWords().getFirst(), lora.id()))
                .toList();
        var present = new KeywordMatcher(triggers)
                .present(soFar).stream().map(Keyword::text).collect(Collectors.toSet());
        return triggers.stream()
                .map(Keyword::text)
                .filter(text -> !present.contains(text))
                .toList();
    }

    private static String negative(String asked, List<AppliedLora> chosen, String always) {
        var phrases = new Phrases().add(asked);
        chosen.forEach(applied -> phrases.add(applied.lora().negativePrompt()));
        return phrases.add(always).joined();
    }
}
