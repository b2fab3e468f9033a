package fluxbridge.prompt.presence;

import java.util.regex.Pattern;

/** How a text is written. */
public enum PromptStyle {
    /** Short phrases parted by commas, as image models' users write them. */
    TAGS,
    /** A few plain words of what is to be seen. */
    CAPTION,
    /** A passage of a story. */
    NARRATION;

    private static final int LONGEST_CAPTION = 60;
    private static final int MOST_SENTENCES = 3;
    private static final double WORDS_PER_TAG = 4.5;
    private static final Pattern SPEECH = Pattern.compile("[\"\u201C\u201D\u00AB\u300C]");
    private static final Pattern TELLER = Pattern.compile(
            "(?i)\\b(i|i'm|i've|my|me|you|your|said|asked|thought|whispered|replied|remembered|wondered|murmured)\\b");
    private static final Pattern FINITE = Pattern.compile("(?i)\\b(was|were|had|is|are|has|did|said|would|will)\\b");
    private static final Pattern COMMA = Pattern.compile("[,\uFF0C\u3001;\\n]+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern STOP = Pattern.compile("[.!?\u3002\uFF01\uFF1F]+(?=\\s|$)|\\n+");

    public static PromptStyle of(String text) {
        if (text.isBlank()) {
            return CAPTION;
        }
        var phrases = COMMA.split(text, -1);
        var words = BLANKS.split(text.strip(), -1).length;
        var stops = STOP.matcher(text.strip()).results().count();
        var speech = SPEECH.matcher(text).find();
        if (phrases.length >= 3
                && !speech
                && stops <= 1
                && (double) words / phrases.length <= WORDS_PER_TAG
                && !isSentence(text)) {
            return TAGS;
        }
        var brief = words <= LONGEST_CAPTION && stops <= MOST_SENTENCES;
        return brief
                        && !speech
                        && text.indexOf('*') < 0
                        && !TELLER.matcher(text).find()
                ? CAPTION
                : NARRATION;
    }

    private static boolean isSentence(String text) {
        return FINITE.matcher(text).find();
    }
}
