package fluxbridge.prompt.presence;

import java.util.List;

/**
 * What was concluded from one place in the text.
 *
 * @param text as it stands there
 * @param start offset in the text
 * @param end offset just after it
 * @param ids whom it means: one, or several when a shared name could not be told apart or a word such as {@code both} means several
 * @param present whether they are in the picture because of this place
 * @param rule why
 * @param confidence 0..1
 * @param bound whether the place is a pronoun or the like, bound to someone in sight
 */
public record Decision(
        String text,
        int start,
        int end,
        List<String> ids,
        boolean present,
        String rule,
        double confidence,
        boolean bound) {

    public Decision {
        ids = List.copyOf(ids);
    }
}
