package fluxbridge.prompt;

import fluxbridge.lora.FoldedText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A prompt's phrases: what stands between commas, line breaks and ends of sentences, in order, each once.
 *
 * <p>Case, blanks and a closing mark do not make a difference. A comma or full stop within a number, a bracket, an abbreviation
 * ({@code 1.2}, {@code f/1.8}, {@code (soft, warm:1.1)}, {@code Dr. Vale}) ends no phrase.
 */
final class Phrases {

    private static final Set<String> ABBREVIATIONS = Set.of(
            "dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr", "capt", "lt", "col", "gen", "sgt", "mt", "no", "vs",
            "etc", "approx", "ca");

    private final Set<String> seen = new HashSet<>();
    private final List<String> kept = new ArrayList<>();

    /** Adds the phrases that are not there yet. */
    Phrases add(String text) {
        for (var phrase : split(text)) {
            if (seen.add(key(phrase))) {
                kept.add(phrase);
            }
        }
        return this;
    }

    /** Marks the phrases of a text as present without adding them. */
    Phrases alreadyIn(String text) {
        split(text).forEach(phrase -> seen.add(key(phrase)));
        return this;
    }

    /** The phrases that were added, joined. */
    String joined() {
        return join(kept);
    }

    /** Joins parts of a prompt with commas, or with a blank where a sentence ends; empty ones are left out. */
    static String join(List<String> parts) {
        var out = new StringBuilder();
        for (var part : parts) {
            if (part.isBlank()) {
                continue;
            }
            if (!out.isEmpty()) {
                var last = out.charAt(out.length() - 1);
                out.append(
                        Character.isWhitespace(last) ? "" : last == ',' || last == ':' || isClosing(last) ? " " : ", ");
            }
            out.append(part);
        }
        return out.toString();
    }

    private static String key(String phrase) {
        var key = FoldedText.key(phrase);
        var end = key.length();
        while (end > 0 && (isClosing(key.charAt(end - 1)) || key.charAt(end - 1) == ' ')) {
            end--;
        }
        return end == 0 ? key : key.substring(0, end);
    }

    private static boolean isClosing(char c) {
        return c == '.' || c == '!' || c == '?' || c == ';';
    }

    static List<String> split(String text) {
        var phrases = new ArrayList<String>();
        var nested = isBalanced(text);
        var depth = 0;
        var from = 0;
        for (var at = 0; at < text.length(); at++) {
            var c = text.charAt(at);
            depth += nested ? change(c) : 0;
            if (depth == 0 && (c == '\n' || (c == ',' && !isWithinNumber(text, at)))) {
                addTo(phrases, text.substring(from, at));
                from = at + 1;
            } else if (depth == 0 && endsSentence(text, from, at)) {
                addTo(phrases, text.substring(from, at + 1));
                from = at + 1;
            }
        }
        addTo(phrases, text.substring(from));
        return phrases;
    }

    private static void addTo(List<String> phrases, String phrase) {
        if (!phrase.isBlank()) {
            phrases.add(phrase.strip());
        }
    }

    private static int change(char c) {
        return switch (c) {
            case '(', '[', '{' -> 1;
            case ')', ']', '}' -> -1;
            default -> 0;
        };
    }

    private static boolean isBalanced(String text) {
        var depth = 0;
        for (var at = 0; at < text.length() && depth >= 0; at++) {
            depth += change(text.charAt(at));
        }
        return depth == 0;
    }

    private static boolean isWithinNumber(String text, int comma) {
        return comma > 0
                && comma + 1 < text.length()
                && Character.isDigit(text.charAt(comma - 1))
                && Character.isDigit(text.charAt(comma + 1));
    }

    /** A closing mark, a blank, then a capital; but not after an abbreviation or a single letter. */
    private static boolean endsSentence(String text, int from, int at) {
        if (!isClosing(text.charAt(at)) || at + 2 >= text.length() || text.charAt(at + 1) != ' ') {
            return false;
        }
        if (!Character.isUpperCase(text.codePointAt(at + 2))) {
            return false;
        }
        return text.charAt(at) != '.' || !isAbbreviation(text, from, at);
    }

    private static boolean isAbbreviation(String text, int from, int stop) {
        var start = stop;
        while (start > from && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        return stop - start == 1
                || (stop - start <= 8 && ABBREVIATIONS.contains(FoldedText.key(text.substring(start, stop))));
    }
}
