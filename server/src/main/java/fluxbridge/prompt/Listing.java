package fluxbridge.prompt;

import java.util.List;

/** Lists for notes, bounded however much a client sends. */
final class Listing {

    private static final int MOST = 8;
    private static final int LONGEST = 60;

    private Listing() {}

    static String of(List<String> items) {
        var distinct = items.stream().distinct().toList();
        var shown = String.join("; ", distinct.subList(0, Math.min(MOST, distinct.size())));
        return distinct.size() <= MOST ? shown : shown + "; and " + (distinct.size() - MOST) + " more";
    }

    /** On one line, at most {@value #LONGEST} characters. */
    static String shortened(String text) {
        var line = text.codePoints()
                .limit(LONGEST + 1)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        if (line.codePointCount(0, line.length()) <= LONGEST) {
            return line.toString();
        }
        return line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
