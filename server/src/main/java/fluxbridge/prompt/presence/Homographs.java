package fluxbridge.prompt.presence;

import java.util.Locale;
import java.util.Set;

/** Tells names that are ordinary words too ({@code Will}, {@code Rose}) from those words. */
final class Homographs {

    /** What times of the year and the day have done. */
    private static final Set<String> HAVE_COME =
            Set.of("come", "gone", "passed", "ended", "begun", "arrived", "faded", "turned", "returned", "slipped");

    private final Lexicon lexicon;

    Homographs(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /** @param tags whether the text is a list of tags, where sentences prove nothing */
    boolean isOrdinary(Passage passage, int own, boolean tags) {
        var token = passage.at(own);
        var alias = passage.mentions.get(token.mention()).alias();
        if (alias.isEmpty() || alias.indexOf(' ') >= 0 || !Character.isUpperCase(alias.codePointAt(0))) {
            return false;
        }
        var listed = lexicon.is("homograph", alias.toLowerCase(Locale.ROOT));
        if (!token.capital()) {
            return isOrdinaryInLowerCase(passage, own, tags, listed);
        }
        if (!listed || tags) {
            return listed && describes(passage, own);
        }
        var before = passage.word(own - 1, own);
        if (!before.isEmpty() && !passage.at(own - 1).isMark()) {
            return lexicon.is("season", token.word())
                    && lexicon.is("before-season", before)
                    && !passage.at(own + 1 < passage.size() ? own + 1 : own)
                            .word()
                            .equals(Token.OWNER);
        }
        return before.isEmpty() && !isSubject(passage, own);
    }

    private boolean isOrdinaryInLowerCase(Passage passage, int own, boolean tags, boolean listed) {
        var before = passage.word(own - 1, own);
        if (lexicon.is("det", before) || lexicon.is("number", before)) {
            return true;
        }
        var cased = passage.tokens.stream()
                .anyMatch(token ->
                        token.capital() && !token.word().equals("i") && (token.isName() || token.start() == 0));
        if (listed) {
            return tags ? !(isWholeTag(passage, own) && aboutPeople(passage)) : cased || !isSubject(passage, own);
        }
        return !tags && passage.tokens.stream().anyMatch(token -> token.isName() && token.capital());
    }

    /** {@code Sandy beaches, palm trees}: a word of the tag's noun, rather than who does or wears something. */
    private boolean describes(Passage passage, int own) {
        var next = passage.word(own + 1, own);
        return isEdge(passage, own - 1)
                && !isEdge(passage, own + 1)
                && !next.equals(Token.OWNER)
                && passage.at(own + 1).isWord()
                && !passage.at(own + 1).capital()
                && !next.endsWith("ing")
                && !lexicon.is("medium", next)
                && !lexicon.is("prep", next)
                && !lexicon.is("conj", next)
                && !lexicon.isVerb(next)
                && !next.matches("\\d.*");
    }

    private static boolean isWholeTag(Passage passage, int own) {
        return isEdge(passage, own - 1) && isEdge(passage, own + 1);
    }

    private static boolean isEdge(Passage passage, int at) {
        return at < 0 || at >= passage.size() || passage.at(at).isMark();
    }

    /** {@code solo}, {@code 1girl}: the tags say that there are people. */
    private static boolean aboutPeople(Passage passage) {
        return passage.tokens.stream()
                .anyMatch(token -> token.word().matches("solo|\\d+(girl|boy|woman|man|other)s?|duo|couple"));
    }

    /** A finite verb, a comma or another name follows: a person does something. */
    private boolean isSubject(Passage passage, int own) {
        var next = passage.word(own + 1, own);
        var after = passage.word(own + 2, own);
        if (next.isEmpty() || next.equals(Token.OWNER) || ",!?-".contains(next)) {
            return true;
        }
        if (next.equals("and") || next.equals("or") || next.equals("&")) {
            return passage.inSentence(own + 2, own) && Group.isNameLike(passage, own + 2);
        }
        if (lexicon.is("unit", next)) {
            return false; // Summer nights
        }
        if (next.equals(token(passage, own))) {
            return true; // Will will, Rose rose
        }
        var overAll = lexicon.is("cover", next) && lexicon.is("det", after) && !lexicon.is("poss", after);
        var gives = next.equals("gave") || next.equals("gives");
        if (next.equals("broke") && lexicon.is("det", after)) {
            return true; // Dawn broke the bread
        }
        if (lexicon.is("season", token(passage, own)) && lexicon.is("have", next) && HAVE_COME.contains(after)) {
            return false; // Summer had come early
        }
        var common = !lexicon.is("countable", token(passage, own));
        if (common && lexicon.is("fortune", token(passage, own)) && isGiving(passage, own)) {
            return false;
        }
        if (common && lexicon.is("stuff", token(passage, own)) && lexicon.is("waft", next)) {
            return false; // Ash drifted from the volcano
        }
        if ((common && lexicon.is("event", next))
                || overAll
                || (gives && lexicon.is("way", after))
                || isFeeling(passage, own)) {
            return false;
        }
        if (lexicon.is("have", next) && after.equals("been")) {
            return isSubjectOfBe(passage, own + 2);
        }
        if (lexicon.is("modal", next) && lexicon.is("not", after)) {
            return true;
        }
        if (lexicon.is("be", next)) {
            return isSubjectOfBe(passage, own + 1);
        }
        if (lexicon.is("adv", next) || next.endsWith("ly")) {
            return lexicon.isVerb(after) || after.endsWith("s");
        }
        var lastName = passage.inSentence(own + 1, own) && passage.at(own + 1).capital() && !next.equals("i");
        if (lexicon.isVerb(next)) {
            return !next.endsWith("s")
                    || !lexicon.isVerb(after)
                    || lexicon.is("be", next)
                    || lexicon.is("have", next)
                    || lexicon.is("do", next);
        }
        return lastName
                || (next.endsWith("s")
                        && !next.endsWith("ss")
                        && !lexicon.is("prep", next)
                        && next.length() > 3
                        && !lexicon.isVerb(after)
                        && !lexicon.is("pron", next));
    }

    /** {@code Chance had given us a tailwind}. */
    private boolean isGiving(Passage passage, int own) {
        var at = lexicon.is("have", passage.word(own + 1, own)) ? own + 2 : own + 1;
        return lexicon.is("bestow", passage.word(at, own));
    }

    private static String token(Passage passage, int at) {
        return passage.at(at).word();
    }

    /** {@code was waiting}, {@code was at the door}, {@code was here}: what a person is, rather than a season or a virtue. */
    private boolean isSubjectOfBe(Passage passage, int be) {
        var after = passage.word(be + 1, be);
        return after.endsWith("ing")
                || lexicon.is("prep", after)
                || lexicon.is("gonewords", after)
                || after.equals("here")
                || after.equals("there")
                || lexicon.is("calm", after)
                || after.equals(passage.word(be - 1, be)) // Frank was frank
                || (lexicon.isPast(after) && !after.equals("lost"))
                || (lexicon.is("not", after) && !lexicon.is("det", passage.word(be + 2, be)))
                || (lexicon.is("adv", after)
                        && passage.inSentence(be + 2, be)
                        && !passage.at(be + 2).isMark());
    }

    /** {@code Hope floated up in her chest}. */
    private boolean isFeeling(Passage passage, int own) {
        if (!lexicon.is("feeling", passage.at(own).word())) {
            return false;
        }
        for (var at = own + 2; passage.inSentence(at + 1, own); at++) {
            if (lexicon.is("poss", passage.at(at).word())
                    && lexicon.is("prep", passage.at(at - 1).word())
                    && lexicon.is("inner", passage.at(at + 1).word())) {
                return true;
            }
        }
        return false;
    }
}
