package fluxbridge.prompt.presence;

import java.util.regex.Pattern;

/** Tells who is spoken to from who is spoken of, inside quotations. */
final class Speech {

    private static final Ruling ADDRESSED = new Ruling(Standing.PRESENT, "spoken to", 0.75);
    private static final Ruling CALLED = new Ruling(Standing.MENTION, "called for", 0.75);
    private static final Pattern UNANSWERED = Pattern.compile(
            "(?i)\\b(no|nobody|no one|only (?:the )?(?:silence|echo\\w*|wind))\\b[^.]{0,20}\\b(answer\\w*|repl\\w+|response|came back)|only (?:the )?(?:silence|echo|wind)"
                    + "|(?:call|shout|yell|cr|scream|bellow|whisper)\\w* (?:out )?(?:in)?to the (?:\\w+ )?(?:dark\\w*|fog|storm|night|void|wood\\w*|forest|wind|empt\\w+|mist|phone|radio|receiver|intercom|valley|cave|ruin\\w*|snow|silence)"
                    + "|(?:in)?to (?:the|his|her) (?:\\w+ )?(?:phone|radio|receiver|handset|intercom|headset|comm\\w*|walkie-talkie|microphone|telephone)"
                    + "|(?:asked|told|said to|muttered to|whispered to) the (?:empty|vacant|silent) \\w+");

    private final Lexicon lexicon;

    Speech(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /** Whether the text says that a call went into the void or into a device. */
    static boolean isUnanswered(String text) {
        return UNANSWERED.matcher(text).find();
    }

    /** A ruling when the name addresses someone, else null handled by the rules. */
    java.util.Optional<Ruling> judge(Passage passage, Group group, boolean unanswered) {
        var before = passage.word(group.first() - 1, group.own());
        var after = passage.word(group.last() + 1, group.own());
        var opens = before.isEmpty() || ",.!?-\u2026".contains(before);
        var closes = after.isEmpty() || ",.!?-\u2026".contains(after);
        var called = opens || lexicon.is("greeting", before);
        var apart = (before.isEmpty() && closes) || (before.equals(",") && closes) || (called && closes);
        if (before.equals("and") && after.equals("?")) {
            return java.util.Optional.empty(); // And Mira?
        }
        if (!apart || (group.first() != group.own() && group.last() != group.own())) {
            return java.util.Optional.empty();
        }
        return java.util.Optional.of(unanswered ? CALLED : ADDRESSED);
    }
}
