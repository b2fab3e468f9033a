package fluxbridge.summary;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Takes out what is no story: words between players and to the machine, markup, addresses, macros. Asterisks mark actions, so their words stay.
 * Every quantifier is bounded, which keeps the work linear.
 */
final class PlainStory {

    private static final Pattern META = Pattern.compile(
            "<(think|thinking|reasoning|system|details|summary|style|script)\\b[^>]{0,200}>.{0,4000}?(?:</\\1\\s{0,4}>|\\z)"
                    + "|```.{0,4000}?(?:```|\\z)|<!--.{0,2000}?(?:-->|\\z)"
                    + "|\\(\\(.{0,1000}?\\)\\)"
                    + "|[(\\[{]\\s{0,4}(?:OOC|out of character|A/?N|author'?s? note|system|note|instructions?|reminder|sys)\\b[^)\\]}]{0,1000}[)\\]}]"
                    + "|(?m:^[ \\t]{0,8}(?:OOC|A/N|system note|author'?s note)\\s{0,4}:.{0,2000}$)"
                    + "|!\\[[^\\]\\n]{0,200}\\]\\([^)\\n]{0,400}\\)|<\\w{1,20}:[^>\\n]{1,400}>"
                    + "|</?[A-Za-z][^<>]{0,400}>|\\{\\{[^}\\n]{0,100}\\}\\}"
                    + "|(?:https?://|www\\.)[^\\s<>\"]{1,500}|&(?:#\\d{1,6}|#x[0-9a-fA-F]{1,6}|nbsp|quot|amp|lt|gt|mdash|hellip);",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    /** {@code [Scene: a street at night]}: what it says of the place is kept, other labels go with what they label. */
    private static final Pattern LABELLED =
            Pattern.compile("\\[\\s{0,4}([\\p{L} ]{2,24}):([^\\]\\n]{0,400})\\]", Pattern.CASE_INSENSITIVE);

    private static final Pattern PLACE = Pattern.compile(
            "(?i)\\s{0,4}(?:scene|location|setting|place|outfit|clothes|clothing|wearing|weather|lighting)\\s{0,4}");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]\\n]{1,200})\\]\\([^)\\n]{0,400}\\)");
    private static final Pattern LINE_MARKS = Pattern.compile(
            "(?m)^[ \\t]{0,8}(?:#{1,6}[ \\t]|>{1,4}[ \\t]?|[*+][ \\t]|\\d{1,2}[.)][ \\t]|[-=*_]{3,80}[ \\t]{0,8}$)");
    private static final Pattern MARKS =
            Pattern.compile("[*~`|^\\\\]+|(?<![\\p{L}\\p{N}])_{1,3}|_{1,3}(?![\\p{L}\\p{N}])");
    private static final Pattern SPEAKER =
            Pattern.compile("(?m)^[ \\t]{0,8}\\p{Lu}[\\p{L}' -]{0,30}:[ \\t]{1,8}(?=\\S)");

    private PlainStory() {}

    static String of(String text) {
        var story = META.matcher(text).replaceAll(" ");
        story = LABELLED.matcher(story).replaceAll(PlainStory::unlabelled);
        story = LINK.matcher(story).replaceAll("$1");
        story = LINE_MARKS.matcher(story).replaceAll("");
        return MARKS.matcher(story).replaceAll("");
    }

    /** Without {@code Name: } before the lines of a chat log. */
    static String withoutSpeakers(String story) {
        return SPEAKER.matcher(story).replaceAll("");
    }

    private static String unlabelled(MatchResult label) {
        return PLACE.matcher(label.group(1)).matches()
                ? java.util.regex.Matcher.quoteReplacement(label.group(2).strip() + ". ")
                : " ";
    }
}
