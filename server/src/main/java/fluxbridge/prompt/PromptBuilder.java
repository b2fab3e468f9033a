package fluxbridge.prompt;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SceneContext;
import fluxbridge.lora.Keyword;
import fluxbridge.lora.Keywords;
import fluxbridge.lora.LoraDictionary;
import fluxbridge.prompt.match.KeywordMatcher;
import fluxbridge.prompt.presence.Cast;
import fluxbridge.prompt.presence.Findings;
import fluxbridge.prompt.presence.Presence;
import fluxbridge.prompt.presence.PromptStyle;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final Presence presence;
    private final Summariser summariser;
    private final boolean summarize;

    /** What was built for the dictionary that was used last; building it takes much longer than using it. */
    private volatile Ready ready = Ready.of(LoraDictionary.EMPTY);

    private record Ready(LoraDictionary dictionary, KeywordMatcher keywords, Cast cast) {

        /** Characters are a matter of presence, everything else of its keywords. */
        static Ready of(LoraDictionary dictionary) {
            var keywords = Keywords.of(dictionary).stream()
                    .filter(keyword -> dictionary
                            .byId(keyword.loraId())
                            .filter(lora -> lora.category() != LoraCategory.CHARACTER)
                            .isPresent())
                    .toList();
            return new Ready(dictionary, new KeywordMatcher(keywords), Cast.of(dictionary));
        }
    }

    /**
     * A request with the reasons for what became of it.
     *
     * @param findings who is in the picture and why
     */
    public record Explained(Prepared prepared, Findings findings) {}

    /**
     * @param caps by category, 0 or more; a category that is not in it has no cap
     * @param summarize whether narration goes to the summariser
     */
    public PromptBuilder(Map<LoraCategory, Integer> caps, Presence presence, Summariser summariser, boolean summarize) {
        this.caps = Map.copyOf(caps);
        this.presence = presence;
        this.summariser = summariser;
        this.summarize = summarize;
    }

    /** A builder that leaves narration as it is. */
    public PromptBuilder(Map<LoraCategory, Integer> caps) {
        this(caps, new Presence(), narration -> new Summary(narration.text(), "nobody", List.of()), false);
    }

    /** Both steps at once: not for what callers send, which the content floor judges in between. */
    Prepared prepare(ImageRequest asked, LoraDictionary dictionary, long seed) {
        return finish(look(asked, dictionary), seed).prepared();
    }

    /** What the client's own words call for, before anything is rewritten or sent anywhere. */
    public static final class Look {

        private final ImageRequest asked;
        private final Ready now;
        private final LoraTags tags;
        private final Findings findings;
        private final LoraChoice choice;

        private Look(ImageRequest asked, Ready now, LoraTags tags, Findings findings, LoraChoice choice) {
            this.asked = asked;
            this.now = now;
            this.tags = tags;
            this.findings = findings;
            this.choice = choice;
        }

        /** The LoRAs that it calls for. */
        public List<AppliedLora> loras() {
            return choice.loras();
        }
    }

    /** Reads the client's words. */
    public Look look(ImageRequest asked, LoraDictionary dictionary) {
        var tags = LoraTags.parse(asked.prompt().text());
        var now = ready(dictionary);
        var findings = presence.judge(
                now.cast(),
                tags.blanked(),
                asked.prompt().negative(),
                asked.scene().visible());
        var choice = asked.applyLoras()
                ? LoraChoice.of(dictionary, tags, calls(now, tags.blanked(), findings), caps)
                : none(tags);
        return new Look(asked, now, tags, findings, choice);
    }

    /**
     * Writes the final prompt.
     *
     * @param seed of the first picture, 0..4294967295
     */
    public Explained finish(Look look, long seed) {
        var asked = look.asked;
        var now = look.now;
        var tags = look.tags;
        var findings = look.findings;
        var choice = look.choice;
        var dictionary = now.dictionary();
        var config = dictionary.config();
        var notes = new ArrayList<>(asked.notes());
        notes.addAll(choice.notes());
        var plain = visible(tags.plain(), dictionary, findings, asked.scene(), notes);
        var characters = CharacterPrompts.of(asked.scene(), now.cast(), presence, findings, tags.blanked());
        var prepared = new Prepared(
                asked.prompt(),
                new Prompt(
                        text(plain, choice.loras(), characters.positive()),
                        negative(
                                asked.prompt().negative(),
                                choice.loras(),
                                characters.negative(),
                                config.defaultNegativePrompt())),
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
        return new Explained(prepared, findings);
    }

    private Ready ready(LoraDictionary dictionary) {
        var last = ready;
        if (last.dictionary() != dictionary) {
            last = Ready.of(dictionary);
            ready = last;
        }
        return last;
    }

    /** What the text calls for, in its order. */
    private static List<LoraChoice.Call> calls(Ready now, String text, Findings findings) {
        var calls = new ArrayList<LoraChoice.Call>();
        for (var match : now.keywords().find(text)) {
            match.keywords()
                    .forEach(keyword -> calls.add(
                            new LoraChoice.Call(keyword.loraId(), "keyword '" + keyword.text() + "'", match.start())));
        }
        for (var id : findings.present()) {
            findings.decisions().stream()
                    .filter(decision -> decision.present() && decision.ids().contains(id))
                    .findFirst()
                    .ifPresent(decision -> calls.add(new LoraChoice.Call(
                            id,
                            (decision.bound() ? "in sight '" : "keyword '") + decision.text() + "'",
                            decision.start())));
        }
        calls.sort(Comparator.comparingInt(LoraChoice.Call::start));
        return calls;
    }

    /** The client's words, or what is to be seen where they are narration. */
    private String visible(
            String plain, LoraDictionary dictionary, Findings findings, SceneContext scene, List<Note> notes) {
        if (!summarize || PromptStyle.of(plain) != PromptStyle.NARRATION) {
            return plain;
        }
        var present = findings.present().stream()
                .flatMap(id -> dictionary.byId(id).stream())
                .map(lora -> new Narration.CastMember(
                        lora.id(),
                        findings.nameOf(lora.id()).orElse(lora.name()),
                        lora.triggerWords().isEmpty() ? "" : lora.triggerWords().getFirst(),
                        lora.appearance()))
                .toList();
        var summary = summariser.summarise(new Narration(plain, present, scene.recent()));
        notes.addAll(summary.notes());
        if (!summary.text().equals(plain)) {
            notes.add(new Note("Summary", "by " + summary.by()));
        }
        return summary.text();
    }

    private static LoraChoice none(LoraTags tags) {
        return new LoraChoice(
                List.of(),
                tags.tags().isEmpty()
                        ? List.of()
                        : List.of(
                                new Note("LoRA tags", "ignored, since this request asks for a picture without LoRAs")));
    }

    /** Prepended parts, missing trigger words, the client's text, its parts on the characters, appended parts. */
    private static String text(String plain, List<AppliedLora> chosen, List<String> characters) {
        var loras = chosen.stream().map(AppliedLora::lora).toList();
        var before = new Phrases().alreadyIn(plain);
        loras.forEach(lora -> before.add(lora.prependPrompt()));
        var start = before.joined();
        var after = new Phrases().alreadyIn(plain).alreadyIn(start);
        characters.forEach(after::add);
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

    private static String negative(String asked, List<AppliedLora> chosen, List<String> characters, String always) {
        var phrases = new Phrases().add(asked);
        characters.forEach(phrases::add);
        chosen.forEach(applied -> phrases.add(applied.lora().negativePrompt()));
        return phrases.add(always).joined();
    }
}
