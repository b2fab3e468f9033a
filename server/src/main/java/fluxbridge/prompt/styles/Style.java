package fluxbridge.prompt.styles;

/**
 * A named part of a prompt.
 *
 * @param prompt may hold {@code {prompt}}, where the request's own goes
 */
public record Style(String name, String prompt, String negative) {

    private static final String PLACE = "{prompt}";

    /** A request's text with a style's: put in at {@code {prompt}}, else after a comma; an empty one leaves the other alone. */
    static String merged(String style, String text) {
        if (style.contains(PLACE)) {
            return style.replace(PLACE, text);
        }
        if (text.isBlank() || style.isBlank()) {
            return text.isBlank() ? style.strip() : text;
        }
        return text.strip() + ", " + style.strip();
    }
}
