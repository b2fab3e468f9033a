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

    /** {@code Harriet? Not since spring}: asked about, then told of. */
    private boolean isEcho(Passage passage, Group group, String before, String after) {
        var next = group.last() + 2;
        return before.isEmpty()
                && after.equals("?")
                && next < passage.size()
                && passage.at(next).quote() == passage.at(group.own()).quote()
                && lexicon.is("echo", passage.at(next).word());
    }

    /** {@code My client, Mr Sokolov, is in Cyprus}: a noun before, its verb in the third person behind. */
    private boolean isApposition(Passage passage, Group group, String before, String after) {
        var noun = passage.word(group.first() - 2, group.own());
        var verb = passage.word(group.last() + 2, group.own());
        var determiner = passage.word(group.first() - 3, group.own());
        return before.equals(",")
                && after.equals(",")
                && (verb.equals("is") || verb.equals("was") || verb.equals("has") || lexicon.isVerb(verb))
                && (lexicon.is("person", noun) || lexicon.is("poss", determiner))
                && !noun.equals("you");
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
        if (isEcho(passage, group, before, after) || isApposition(passage, group, before, after)) {
            return java.util.Optional.empty();
        }
        if (!apart || (group.first() != group.own() && group.last() != group.own())) {
            return java.util.Optional.empty();
        }
        return java.util.Optional.of(unanswered ? CALLED : ADDRESSED);
    }
}
