package fluxbridge.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Keeps the visible clauses of a sentence. */
final class Clauses {

    private static final Pattern BORDER = Pattern.compile(
            "[,;:\u2014\u3001\uFF0C]\\s{0,3}|\\s[\u2013-]{1,3}\\s|\\s(?=(?:while|because|but|although|though|as if|as though|since|unless|whether|so that|hoping|wondering|thinking|knowing)\\s)"
                    + "|" + Unspoken.GAP,
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LINK = Pattern.compile(
            "^(?:and then|and|but|then|so|or|yet|while|as|und|et|y|e|и|а|но)\\s+", Pattern.CASE_INSENSITIVE);
    private static final Pattern INNER = Pattern.compile(
            "(?i)^(?:when (?:he|she|they|it|we) (?:was|were|had)|as if|as though|like|because|since|unless|although|though|whether|so that|hoping|wondering|thinking|knowing|if)\\b");
    private static final Pattern DENSE_INNER = Pattern.compile(
            "言った|言う|言い|尋ね|答え|叫ん|囁|呟|思った|思う|思い|考え|說|说|问道|問道|喊道|答道|想起|觉得|覺得|想着|心想|말했|물었|대답|속삭|생각했|생각하|قالت?\\b|سألت?\\b|همست?\\b");
    private static final Pattern CONJUNCTION = Pattern.compile("(?i)^(?:while|but|as|when) ");
    private static final Pattern PERSON =
            Pattern.compile("\\bI\\b|(?i)\\b(?:i\'m|i've|i'd|i'll|we|we're|you'd|you're|you've|you'll)\\b");
    private static final Pattern ENGLISH = Pattern.compile(
            "(?i)\\b(?:the|of|and|to|her|his|is|was|with|on|at|she|he|you|its|their|into|from|behind|as|by|an|my|i)\\b");
    private static final Pattern BODY = Pattern.compile("^\\p{Ll}+s \\p{Ll}+ing\\b");
    private static final Pattern PRONOUN = Pattern.compile("(?i)^(?:she|he|they|her|his|their|its|it)\\b");
    private static final Pattern FRAGMENT =
            Pattern.compile("^\\p{Ll}[\\p{L}-]*(?:ing|ndo|ant|end)\\b|^(?:\\p{Ll}+ly )?\\p{Ll}+(?:ing|ed|s)\\b");

    private final VisualWords visual;

    Clauses(VisualWords visual) {
        this.visual = visual;
    }

    /**
     * What is left of a sentence.
     *
     * @param text empty when nothing in it can be seen
     * @param worth of the kept clauses
     */
    record Kept(String text, VisualWords.Worth worth) {}

    /**
     * @param subject whom the sentence is about, put before a clause that lost its subject; empty when unknown
     * @param foreign whether the text is not in English
     * @param always texts, such as names, whose clauses are kept unless they are all speech or thought
     */
    Kept of(String sentence, String subject, List<String> always, boolean foreign) {
        var kept = new ArrayList<String>();
        boolean lostSubject = false;
        for (var part : BORDER.split(sentence, -1)) {
            var clause = part.replace(String.valueOf(Unspoken.GAP), "").strip();
            if (clause.codePoints().noneMatch(Character::isLetterOrDigit)) {
                continue;
            }
            var text = LINK.matcher(clause).replaceFirst("");
            if (!isVisible(text, always, foreign, !kept.isEmpty())) {
                lostSubject |= kept.isEmpty();
            } else if (kept.isEmpty() && lostSubject && isFragment(text)) {
                kept.add(
                        subject.isEmpty() ? text : subject + (BODY.matcher(text).find() ? ", " : " ") + text);
            } else {
                kept.add(kept.isEmpty() ? text : clause);
            }
        }
        var joined = tidy(join(kept));
        return new Kept(joined, visual.of(joined));
    }

    private static String join(List<String> kept) {
        var joined = new StringBuilder();
        for (var clause : kept) {
            boolean dense = Words.isDense(clause.codePointAt(0));
            var link = dense ? "\uFF0C" : CONJUNCTION.matcher(clause).find() ? " " : ", ";
            joined.append(joined.isEmpty() ? "" : link).append(clause);
        }
        return joined.toString();
    }

    private boolean isVisible(String clause, List<String> always, boolean foreign, boolean goesOn) {
        if (INNER.matcher(clause).find() || DENSE_INNER.matcher(clause).find()) {
            return false;
        }
        var worth = visual.of(clause);
        double points = worth.points() - (PERSON.matcher(clause).find() ? 1.5 : 0);
        boolean named = always.stream().anyMatch(name -> Words.find(clause, name, 0, false) >= 0);
        boolean inner = worth.has(VisualWords.Kind.SPEECH) || worth.has(VisualWords.Kind.THOUGHT);
        if (named && !inner) {
            return points >= 0 || foreign;
        }
        return points > 0
                || (!inner
                        && points > -0.5
                        && !worth.has(VisualWords.Kind.ELSEWHERE)
                        && (foreign || (goesOn && Words.count(clause) <= 4)));
    }

    /** Whether a text is not in English: what is not known to be invisible may be visible there, since few of its words are listed. */
    static boolean isForeign(String text) {
        long english = ENGLISH.matcher(text).results().count();
        return english * 14 < Words.count(text);
    }

    private static boolean isFragment(String clause) {
        return FRAGMENT.matcher(clause).find() && !PRONOUN.matcher(clause).find();
    }

    private static String tidy(String text) {
        return Words.oneLine(
                text.replaceAll("\\s+([,.;!?])", "$1").replaceAll("[.!?\u2026\u3002\uFF01\uFF1F]{1,9}$", ""));
    }
}
