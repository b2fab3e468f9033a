package fluxbridge.prompt.presence;

/**
 * A name with the names joined to it and the titles before it, as tokens: {@code Captain Mira, Tomas and Bram}.
 *
 * @param first token of the group
 * @param last token of the group; equal for a name alone
 * @param own token of the name itself
 */
record Group(int first, int last, int own) {

    /** Tokens on either side that are looked at; keeps long lists of names linear. */
    private static final int WIDEST = 24;

    static Group around(Passage passage, Lexicon lexicon, int own) {
        var first = own;
        var last = own;
        var joined = false;
        for (var next = joinedAfter(passage, own); next > 0 && last - own < WIDEST; next = joinedAfter(passage, last)) {
            last = next;
            joined |= isConjunction(passage.at(last - 1).word()) || isConjunction(beforeTitle(passage, lexicon, last));
        }
        for (var next = joinedBefore(passage, lexicon, own);
                next >= 0 && own - first < WIDEST;
                next = joinedBefore(passage, lexicon, first)) {
            joined |= isConjunction(beforeTitle(passage, lexicon, first));
            first = next;
        }
        var single = new Group(withTitles(passage, lexicon, own), own, own);
        if (!joined || (first == own && last == own)) {
            return single;
        }
        var whole = new Group(withTitles(passage, lexicon, first), last, own);
        return whole.isTwoClauses(passage, lexicon) ? single : whole;
    }

    private static String beforeTitle(Passage passage, Lexicon lexicon, int name) {
        return passage.word(withTitles(passage, lexicon, name) - 1, name);
    }

    /** {@code watched Mira and Tomas laughed}: an object, then a subject with its own verb. */
    private boolean isTwoClauses(Passage passage, Lexicon lexicon) {
        var before = passage.word(first - 1, own);
        var object = !before.isEmpty()
                && !passage.at(first - 1).isMark()
                && (before.equals("than") || !lexicon.is("conj", before))
                && !lexicon.is("adv", before)
                && !before.equals("neither")
                && !before.equals("both");
        return object
                && isVerbLike(passage, lexicon, last + 1)
                && !passage.word(first - 1, own).equals("with");
    }

    /** A known verb, or what looks like one in the third person. */
    private boolean isVerbLike(Passage passage, Lexicon lexicon, int at) {
        var word = passage.word(at, own);
        return lexicon.isVerb(word)
                || (word.length() > 3
                        && word.endsWith("s")
                        && !word.endsWith("ss")
                        && !passage.at(at).capital());
    }

    private static boolean isConjunction(String word) {
        return switch (word) {
            case "and", "or", "nor", "&", "+", "und", "oder", "et", "ou", "y", "e", "и", "или", "plus" -> true;
            default -> false;
        };
    }

    /** The name that is joined after this one, or -1. */
    private static int joinedAfter(Passage passage, int from) {
        var at = from + 1;
        if (passage.word(at, from).equals(",")) {
            at++;
        }
        if (isConjunction(passage.word(at, from))) {
            at++;
        }
        if (at == from + 1) {
            return -1;
        }
        while (passage.inSentence(at, from) && isTitle(passage, at)) {
            at++;
        }
        return passage.inSentence(at, from) && isNameLike(passage, at) ? at : -1;
    }

    private static int joinedBefore(Passage passage, Lexicon lexicon, int from) {
        var at = withTitles(passage, lexicon, from) - 1;
        var start = at;
        if (isConjunction(passage.word(at, from))) {
            at--;
        }
        if (passage.word(at, from).equals(",")) {
            at--;
        }
        return at < start && passage.inSentence(at, from) && isNameLike(passage, at) ? at : -1;
    }

    private static boolean isTitle(Passage passage, int at) {
        return passage.at(at).capital()
                && passage.inSentence(at + 1, at)
                && passage.at(at + 1).isName()
                && !passage.at(at).isName();
    }

    /** A name of the dictionary or a capital within a sentence. */
    static boolean isNameLike(Passage passage, int at) {
        var token = passage.at(at);
        return token.isName()
                || (token.capital()
                        && !token.word().equals("i")
                        && at > 0
                        && passage.at(at - 1).sentence() == token.sentence());
    }

    /** Where the name's titles and endearments begin, with the article before them: {@code the old captain Mira}. */
    private static int withTitles(Passage passage, Lexicon lexicon, int name) {
        var at = name;
        while (passage.inSentence(at - 1, name)
                && !passage.at(at - 1).isName()
                && (lexicon.is("title", passage.at(at - 1).word())
                        || lexicon.is("adjective", passage.at(at - 1).word()))) {
            at--;
        }
        var named = passage.at(name).word();
        var head = named.split("[ -]", -1)[0];
        var common = !passage.at(name).capital()
                || lexicon.is("title", head)
                || lexicon.is("people", head)
                || head.equals("the");
        if ((at < name || common) && lexicon.is("article", passage.word(at - 1, name))) {
            at--;
        }
        return withKin(passage, lexicon, at, name);
    }

    /** {@code his grandfather Kwame}: what someone is to another, before the name. */
    private static int withKin(Passage passage, Lexicon lexicon, int first, int name) {
        var kin = first < name && lexicon.is("person", passage.word(first, name)) ? first : first - 1;
        return lexicon.is("person", passage.word(kin, name)) && lexicon.is("poss", passage.word(kin - 1, name))
                ? kin - 1
                : first;
    }
}
