package fluxbridge.prompt.presence;

import java.util.regex.Pattern;

/** Overwrites what is no narration with blanks, so that every place stays where it is in the original. */
final class Markup {

    private static final Pattern HIDDEN = Pattern.compile(
            "```.*?(?:```|\\z)|`(?![\\p{L} '.-]{1,60}`)[^`\\n]{0,400}`|\\(\\(.{0,2000}?\\)\\)|[(\\[{]\\s*OOC\\b[^)\\]}]{0,2000}[)\\]}]|(?m:^\\s*OOC\\s*:.*$)"
                    + "|<!--.{0,2000}?-->|<\\w+:[^>]{1,400}>|</?[A-Za-z][^<>]{0,400}>|&(?:[a-zA-Z]{2,8}|#\\d{1,6}|#x[0-9a-fA-F]{1,6});"
                    + "|(?:https?://|www\\.)[^\\s<>\"]+|[\\w.+-]+@[\\w-]+\\.[\\w.]+|!\\[[^\\]]{0,200}\\]\\([^)]{0,400}\\)"
                    + "|[\\w-]+\\.(?:png|jpe?g|webp|gif|txt|json|safetensors|mp3|mp4|pdf)\\b",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern DECORATION =
            Pattern.compile("[*~|#^`]|(?<=[^\\w])_+|_+(?=[^\\w])|^_+|_+$|:[+-]?\\d+(?:\\.\\d+)?(?=\\s*\\))");

    /** {@code ((Mira))} in a list of tags is emphasis, not an aside. */
    private static final Pattern WEIGHTED = Pattern.compile("\\(\\((?!\\s*OOC\\b)([^()]{0,200})\\)\\)");

    private Markup() {}

    static String hide(String text) {
        var view = new StringBuilder(text);
        blank(
                HIDDEN,
                PromptStyle.of(text) == PromptStyle.TAGS
                        ? WEIGHTED.matcher(text).replaceAll("  $1  ")
                        : text,
                view);
        blank(DECORATION, view.toString(), view);
        return view.toString();
    }

    private static void blank(Pattern pattern, String text, StringBuilder view) {
        var found = pattern.matcher(text);
        while (found.find()) {
            for (var at = found.start(); at < found.end(); at++) {
                if (view.charAt(at) != '\n') {
                    view.setCharAt(at, ' ');
                }
            }
        }
    }
}
