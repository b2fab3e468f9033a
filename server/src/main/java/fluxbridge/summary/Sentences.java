package fluxbridge.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parts a text into sentences; abbreviations and numbers do not end one. */
final class Sentences {

    private static final Set<String> ABBREVIATIONS = Set.of(
            "dr", "mr", "mrs", "ms", "st", "prof", "sgt", "lt", "capt", "col", "gen", "jr", "sr", "vs", "no", "hr",
            "fr", "sra", "mme", "mlle", "z.b", "e.g", "i.e");
    private static final String STOPS = ".!?\u2026\u0964\u061F";
    private static final String DENSE_STOPS = "\u3002\uFF01\uFF1F";
    private static final String CLOSERS = "\"')]\u201D\u2019\u00BB\u300D\u300F";

    private Sentences() {}

    static List<String> of(String text) {
        var sentences = new ArrayList<String>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            int end = end(text, start, at);
            if (end > 0) {
                add(sentences, text.substring(start, end));
                start = end;
                at = end - 1;
            }
        }
        add(sentences, text.substring(start));
        return sentences;
    }

    /** Where the sentence ends, exclusive, when it ends with the character at this place; else 0. */
    private static int end(String text, int start, int at) {
        char c = text.charAt(at);
        if (c == '\n') {
            return at + 1;
        }
        if (DENSE_STOPS.indexOf(c) >= 0) {
            return at + 1;
        }
        if (STOPS.indexOf(c) < 0 || (at > start && STOPS.indexOf(text.charAt(at - 1)) >= 0)) {
            return 0; // the first of a row of stops decides for all
        }
        int end = at + 1;
        while (end < text.length() && (STOPS + CLOSERS).indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        if (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            return 0;
        }
        boolean trails = text.substring(at, end).contains("..") || c == '\u2026';
        if (trails && continues(text, end)) {
            return 0;
        }
        return c == '.' && isAbbreviation(text, start, at) ? 0 : end;
    }

    private static boolean continues(String text, int end) {
        int next = end;
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        return next < text.length() && Character.isLowerCase(text.charAt(next));
    }

    private static boolean isAbbreviation(String text, int start, int at) {
        int word = at;
        while (word > start && at - word < 8 && !Character.isWhitespace(text.charAt(word - 1))) {
            word--;
        }
        var before = text.substring(word, at);
        return ABBREVIATIONS.contains(before.toLowerCase(Locale.ROOT))
                || (before.length() == 1 && Character.isUpperCase(before.charAt(0)) && !before.equals("I"));
    }

    private static void add(List<String> sentences, String sentence) {
        if (sentence.codePoints().anyMatch(Character::isLetterOrDigit)) {
            sentences.add(sentence.strip());
        }
    }
}
