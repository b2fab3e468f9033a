package fluxbridge.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A prompt taken apart into its text and its {@code <lora:name:weight>} tags.
 *
 * <p>The grammar is A1111's: every {@code <(\w+):([^>]+)>} is taken out of the text, whatever its type. Types and names do not depend on
 * case; {@code lyco} is {@code lora}.
 *
 * @param plain the text without tags, and without the blanks and commas that their removal would double
 * @param blanked the text with every tag overwritten by blanks, so that places in it are places in the original
 * @param tags in the order of the text, repeated names included
 * @param troubles what was taken out without effect, and why
 */
record LoraTags(String plain, String blanked, List<Tag> tags, List<String> troubles) {

    private static final Set<String> TYPES = Set.of("lora", "lyco");

    /**
     * An order to use a LoRA.
     *
     * @param name without blanks around it
     * @param weight finite, not yet clamped; the unet weight where the tag gives two
     * @param start offset of the tag in the original text
     */
    record Tag(String name, double weight, int start) {}

    LoraTags {
        tags = List.copyOf(tags);
        troubles = List.copyOf(troubles);
    }

    /** Takes a prompt apart in linear time. */
    static LoraTags parse(String text) {
        var spans = TagSpan.all(text);
        if (spans.isEmpty()) {
            return new LoraTags(text, text, List.of(), List.of());
        }
        var tags = new ArrayList<Tag>();
        var troubles = new ArrayList<String>();
        var blanked = new StringBuilder(text);
        for (var span : spans) {
            for (var at = span.start(); at < span.end(); at++) {
                blanked.setCharAt(at, ' ');
            }
            read(span, text.substring(span.start(), span.end()), tags, troubles);
        }
        return new LoraTags(TagSpan.removed(text, spans), blanked.toString(), tags, troubles);
    }

    private static void read(TagSpan span, String written, List<Tag> tags, List<String> troubles) {
        if (!TYPES.contains(span.type().toLowerCase(Locale.ROOT))) {
            troubles.add(Listing.shortened(written) + " is no LoRA tag");
            return;
        }
        var arguments = TagArguments.of(span.arguments());
        if (arguments.name().isEmpty()) {
            troubles.add(Listing.shortened(written) + " names no LoRA");
            return;
        }
        var weight = arguments.weight();
        if (weight.isEmpty()) {
            troubles.add(Listing.shortened(written) + " has a weight that is no number");
            return;
        }
        tags.add(new Tag(arguments.name(), weight.getAsDouble(), span.start()));
    }
}
