package fluxbridge.prompt;

import fluxbridge.prompt.PromptSyntax.Lost;
import java.util.Set;

/**
 * The words {@code BREAK} and {@code AND}, in capitals, between parts of a prompt (a1111.md §2.4): a comma stands for each, and the weights
 * that {@code AND} gives its parts go.
 */
final class Junctions {

    private Junctions() {}

    static String joined(String text, Set<Lost> lost) {
        if (!text.contains("BREAK") && !text.contains("AND")) {
            return text;
        }
        var out = new StringBuilder(text.length());
        boolean compound = false;
        int copied = 0;
        for (int at = 0; at < text.length(); at++) {
            var word = word(text, at);
            if (word == null) {
                continue;
            }
            part(out, text.substring(copied, at), compound || word == Lost.AND);
            compound |= word == Lost.AND;
            lost.add(word);
            copied = at + word.name().length();
            at = copied - 1;
        }
        if (copied == 0) {
            return text;
        }
        part(out, text.substring(copied), compound);
        return out.toString();
    }

    private static @org.jspecify.annotations.Nullable Lost word(String text, int at) {
        char c = text.charAt(at);
        if (c != 'B' && c != 'A') {
            return null;
        }
        var word = c == 'B' ? Lost.BREAK : Lost.AND;
        int end = at + word.name().length();
        boolean whole = text.startsWith(word.name(), at)
                && (at == 0 || !isWord(text.charAt(at - 1)))
                && (end == text.length() || !isWord(text.charAt(end)));
        return whole ? word : null;
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static void part(StringBuilder out, String raw, boolean weighted) {
        var part = weighted ? withoutWeight(raw.strip()) : raw.strip();
        if (part.isEmpty()) {
            return;
        }
        if (!out.isEmpty()) {
            char last = out.charAt(out.length() - 1);
            boolean parted = last == ',' || last == '.' || last == ';' || part.charAt(0) == ',';
            out.append(parted ? part.charAt(0) == ',' ? "" : " " : ", ");
        }
        out.append(part);
    }

    private static String withoutWeight(String part) {
        int colon = part.lastIndexOf(':');
        return colon >= 0 && Numbers.plain(part, colon + 1).isPresent()
                ? part.substring(0, colon).stripTrailing()
                : part;
    }
}
