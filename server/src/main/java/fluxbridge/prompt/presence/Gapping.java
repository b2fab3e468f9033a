package fluxbridge.prompt.presence;

/**
 * Finds the earlier name whose part a name takes over where the words between are left out: {@code messages from Bettina and one from
 * Kofi}, {@code Rosalind has gone home, and so has Piet}.
 */
final class Gapping {

    /** Tokens that are looked back at; keeps long sentences linear. */
    private static final int WIDEST = 24;

    private static final int NONE = -1;

    private Gapping() {}

    /** The token of the name with the same part in the sentence, or -1. */
    static int antecedent(Passage passage, Lexicon lexicon, Group group) {
        var before = passage.word(group.first() - 1, group.own());
        if (isAuxiliary(lexicon, before) && isLikewise(passage.word(group.first() - 2, group.own()))) {
            return subject(passage, group);
        }
        return lexicon.is("prep", before) && !isAuxiliary(lexicon, passage.word(group.last() + 1, group.own()))
                ? parallel(passage, lexicon, group, before)
                : NONE;
    }

    private static boolean isAuxiliary(Lexicon lexicon, String word) {
        return lexicon.is("be", word)
                || lexicon.is("have", word)
                || lexicon.is("do", word)
                || lexicon.is("modal", word);
    }

    private static boolean isLikewise(String word) {
        return word.equals("so") || word.equals("nor") || word.equals("neither");
    }

    private static int subject(Passage passage, Group group) {
        for (var at = group.first() - 1; at >= 0 && group.first() - at < WIDEST; at--) {
            if (passage.at(at).isName()
                    && passage.at(at).quote() == passage.at(group.own()).quote()) {
                return at;
            }
        }
        return NONE;
    }

    /** The name behind the same preposition, when the second clause has no verb of its own. */
    private static int parallel(Passage passage, Lexicon lexicon, Group group, String preposition) {
        var joined = false;
        for (var at = group.first() - 2; passage.inSentence(at, group.own()) && group.first() - at < WIDEST; at--) {
            var token = passage.at(at);
            if (token.isName()) {
                return joined && passage.word(at - 1, at).equals(preposition) ? at : NONE;
            }
            if (lexicon.isVerb(token.word())) {
                return NONE;
            }
            joined |= token.word().equals("and")
                    || token.word().equals("or")
                    || token.word().equals("nor")
                    || token.isMark();
        }
        return NONE;
    }
}
