package fluxlab.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Faults asked for inside a prompt: {@code lab:[provider:][call:]kind[=value]}, any number of them, anywhere.
 *
 * <p>{@code lab:slow=10} (seconds), {@code lab:status=503}, {@code lab:ratelimit=2} (seconds of {@code Retry-After}),
 * {@code lab:hang}, {@code lab:drop}, {@code lab:malformed}, {@code lab:truncated}, {@code lab:html}, {@code lab:huge},
 * {@code lab:empty}, {@code lab:badpicture=text|truncated|bomb}, {@code lab:redirect}, {@code lab:nsfw},
 * {@code lab:credits}, {@code lab:fail=CODE}. {@code lab:runware:status=503} hits one provider only;
 * {@code lab:picture:status=404} hits the download of the picture; {@code lab:getResponse:status=503} hits each poll. A
 * mark without a call hits the call that starts the generation. Unknown words are left alone.
 */
public final class Marks {

    private static final Pattern MARK =
            Pattern.compile("(?i)\\blab:((?:[a-z0-9_-]+:){0,2})([a-z]+)(?:=([A-Za-z0-9._-]+))?");

    private Marks() {}

    /** Faults that {@code text} asks of the call that starts a generation. */
    public static List<Fault> onSubmit(String text, String provider, String call) {
        return read(text, provider, call, false);
    }

    /** Faults that {@code text} asks by name of a later call: a poll, a picture. */
    public static List<Fault> onFollowUp(String text, String provider, String call) {
        return read(text, provider, call, true);
    }

    private static List<Fault> read(String text, String provider, String call, boolean callMustBeNamed) {
        if (!text.toLowerCase(java.util.Locale.ROOT).contains("lab:")) {
            return List.of();
        }
        var found = new ArrayList<Fault>();
        var marks = MARK.matcher(text);
        while (marks.find()) {
            if (!hits(marks.group(1), provider, call, callMustBeNamed)) {
                continue;
            }
            try {
                var kind = FaultKind.parse(marks.group(2));
                var value = marks.group(3);
                found.add(value == null ? Fault.of(kind) : Fault.of(kind, value));
            } catch (IllegalArgumentException _) {
                // Prose that happens to contain "lab:" is not a mark.
            }
        }
        return found;
    }

    private static boolean hits(String qualifiers, String provider, String call, boolean callMustBeNamed) {
        var callNamed = false;
        for (var word : qualifiers.split(":", -1)) {
            if (word.equalsIgnoreCase(call)) {
                callNamed = true;
            } else if (!word.isEmpty() && !word.equalsIgnoreCase(provider)) {
                return false;
            }
        }
        return callNamed || !callMustBeNamed;
    }
}
