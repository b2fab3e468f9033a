package fluxbridge.prompt.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** One pattern of {@code rules.txt}: what stands left and right of a name. */
final class Pattern {

    private static final int WORDS = 6;
    private static final int GAP = 30;
    /** What begins a relative clause, whether it is introduced or not: {@code the coat that Mira bought}, {@code the coat she had bought}. */
    private static final Set<String> OTHER_SUBJECT =
            Set.of("that", "which", "who", "whom", "whose", "where", "he", "she", "they", "we", "i", "had", "'d");

    private final List<Item> left;
    private final List<Item> right;

    private enum Edge {
        NONE,
        START,
        END,
        ANY
    }

    /** A part of a pattern; {@code most} above 1 repeats it. */
    private record Item(Predicate<Token> fits, int least, int most, boolean not, Edge edge) {}

    private Pattern(List<Item> left, List<Item> right) {
        this.left = left;
        this.right = right;
    }

    static Pattern parse(String line, Lexicon lexicon) {
        var left = new ArrayList<Item>();
        var right = new ArrayList<Item>();
        var seen = false;
        for (var part : line.strip().split("\\s+", -1)) {
            if (part.equals("N")) {
                seen = true;
            } else if (part.equals("N's")) {
                seen = true;
                right.add(item(Token.OWNER, lexicon));
            } else if (seen) {
                right.add(item(part, lexicon));
            } else {
                left.addFirst(item(part, lexicon));
            }
        }
        if (!seen) {
            throw new IllegalArgumentException("no N in pattern '" + line + "'");
        }
        return new Pattern(left, right);
    }

    private static Item item(String part, Lexicon lexicon) {
        if (part.equals("...")) {
            return new Item(_ -> true, 0, GAP, false, Edge.NONE);
        }
        if (part.equals("--")) {
            var breaks = lexicon.words("clause-break");
            return new Item(
                    token -> !token.isMark() && !breaks.contains(token.word()) && !lexicon.isVerb(token.word()),
                    0,
                    WORDS,
                    false,
                    Edge.NONE);
        }
        if (part.equals(".-.")) {
            var breaks = lexicon.words("clause-break");
            return new Item(
                    token -> !token.isMark() && !breaks.contains(token.word()) && !OTHER_SUBJECT.contains(token.word()),
                    0,
                    GAP,
                    false,
                    Edge.NONE);
        }
        if (part.equals("..")) {
            var breaks = lexicon.words("clause-break");
            return new Item(token -> !token.isMark() && !breaks.contains(token.word()), 0, GAP, false, Edge.NONE);
        }
        var not = part.length() > 1 && part.startsWith("!");
        var core = not ? part.substring(1) : part;
        var least = 1;
        var most = 1;
        if (core.length() > 1 && core.endsWith("?")) {
            least = 0;
            core = core.substring(0, core.length() - 1);
        } else if (core.length() > 1 && core.endsWith("*")) {
            least = 0;
            most = WORDS;
            core = core.substring(0, core.length() - 1);
        }
        Predicate<Token> fits = _ -> false;
        var edge = Edge.NONE;
        for (var option : core.split("\\|", -1)) {
            switch (option) {
                case "^" -> edge = Edge.START;
                case "$" -> edge = Edge.END;
                case "#" -> edge = Edge.ANY;
                default -> fits = fits.or(word(option, lexicon));
            }
        }
        return new Item(fits, least, most, not, edge);
    }

    private static Predicate<Token> word(String option, Lexicon lexicon) {
        return switch (option) {
            case "_" -> token -> !token.isMark();
            case "X" -> token -> token.isName() || token.capital();
            case "%place" -> token -> token.isWord() && token.capital() && !lexicon.is("title", token.word());
            case "%past" -> token -> lexicon.isPast(token.word());
            case "%verb" -> token -> lexicon.isVerb(token.word());
            case "%ing" -> token -> token.word().endsWith("ing") && token.word().length() > 4;
            default -> {
                if (option.startsWith("<")) {
                    var words = lexicon.words(option.substring(1, option.length() - 1));
                    yield token -> words.contains(token.word());
                }
                if (option.startsWith("+")) {
                    var fits = word(option.substring(1), lexicon);
                    yield token -> token.capital() && fits.test(token);
                }
                yield token -> token.word().equals(option);
            }
        };
    }

    /**
     * @param from token before which the left side ends
     * @param to token after which the right side begins
     */
    boolean fits(Passage passage, int from, int to, int own) {
        return fits(passage, right, 0, to + 1, 1, own) && fits(passage, left, 0, from - 1, -1, own);
    }

    private static boolean fits(Passage passage, List<Item> items, int number, int at, int step, int own) {
        if (number == items.size()) {
            return true;
        }
        var item = items.get(number);
        if (item.not()) {
            return !one(passage, item, at, step, own) && fits(passage, items, number + 1, at, step, own);
        }
        if (isEdge(passage, item, at, step, own) && fits(passage, items, number + 1, at, step, own)) {
            return true;
        }
        var place = at;
        for (var count = 0; count <= item.most(); count++) {
            if (count >= item.least() && fits(passage, items, number + 1, place, step, own)) {
                return true;
            }
            if (!passage.inSentence(place, own) || !item.fits().test(passage.at(place))) {
                return false;
            }
            place += step;
        }
        return false;
    }

    private static boolean one(Passage passage, Item item, int at, int step, int own) {
        return isEdge(passage, item, at, step, own)
                || (passage.inSentence(at, own) && item.fits().test(passage.at(at)));
    }

    private static boolean isEdge(Passage passage, Item item, int at, int step, int own) {
        return switch (item.edge()) {
            case NONE -> false;
            case START -> step < 0 && !passage.inSentence(at, own);
            case END -> step > 0 && (!passage.inSentence(at, own) || isStop(passage.at(at)));
            case ANY -> !passage.inSentence(at, own) || passage.at(at).isMark();
        };
    }

    private static boolean isStop(Token token) {
        return token.isMark() && ".!?\n;".contains(token.word());
    }
}
