package fluxbridge.prompt.presence;

import java.util.regex.Pattern;

/**
 * Finds what is said in chat lines such as {@code Mira: *waves* Over here!}, where no quotation marks tell speech from action.
 *
 * <p>Blanks and asterisks become {@link #OPENS} and {@link #CLOSES}, so that every place stays where it is.
 */
final class Transcript {

    /** Speech begins here and lasts to {@link #CLOSES} or the end of the line. */
    static final char OPENS = '\uE000';

    static final char CLOSES = '\uE001';

    private static final Pattern LINE = Pattern.compile(
            "(?m)^[ \\t]*[\\[*_]{0,3}\\p{Lu}[\\p{L}\\p{M}'\u2019-]*(?: \\p{L}[\\p{L}\\p{M}'\u2019-]*){0,2}[\\]*_]{0,3}:[\\]*_]{0,3}([ \\t])(.*)$");
    private static final Pattern ACTION = Pattern.compile("\\*[^*\\n]+\\*");
    private static final Pattern QUOTED = Pattern.compile("[\"\u201C\u201D\u00AB\u300C]");
    private static final Pattern SPOKEN =
            Pattern.compile("(?i)\\b(?:i|i'm|i'll|i've|you|your|you're|we|we're|my|me|us|our|let's)\\b|[?!]");

    private Transcript() {}

    /** The text with speech marked; the text itself where there are no such lines. */
    static String mark(String text) {
        var lines = LINE.matcher(text);
        StringBuilder marked = null;
        var actions = LINE.matcher(text)
                .results()
                .anyMatch(line -> ACTION.matcher(line.group(2)).find());
        while (lines.find()) {
            var said = lines.group(2);
            if (QUOTED.matcher(said).find() || !(actions || SPOKEN.matcher(said).find())) {
                continue;
            }
            if (marked == null) {
                marked = new StringBuilder(text);
            }
            marked.setCharAt(lines.start(1), OPENS);
            var action = ACTION.matcher(said);
            while (action.find()) {
                marked.setCharAt(lines.start(2) + action.start(), CLOSES);
                marked.setCharAt(lines.start(2) + action.end() - 1, OPENS);
            }
        }
        return marked == null ? text : marked.toString();
    }
}
