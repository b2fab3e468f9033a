package fluxbridge.domain;

import java.util.List;
import java.util.Locale;

/**
 * One entry of the LoRA dictionary.
 *
 * @param id its key in the dictionary file
 * @param name what people call it; the id where the file gives none
 * @param url where its weights are: an https URL of a {@code .safetensors} file or a Runware AIR id ({@code source:id@version}); empty when
 *     the owner gave none
 * @param weight scale that is applied unless a tag says otherwise; may be negative, usually 0.3..1.2
 * @param rank place in the order, lower first
 * @param triggerWords words that the LoRA was trained on; the first is what the prompt must contain
 * @param keywords words in a prompt that call for this LoRA
 * @param prependPrompt text put before the prompt, empty for none
 * @param appendPrompt text put after the prompt, empty for none
 * @param negativePrompt text added to the negative prompt, empty for none
 * @param permanent whether it is part of every picture
 * @param aliases further names of the character
 * @param pronouns such as {@code she/her}, empty when unknown
 * @param appearance a phrase describing the character, empty when unknown
 */
public record Lora(
        String id,
        String name,
        String url,
        double weight,
        int rank,
        LoraCategory category,
        List<String> triggerWords,
        List<String> keywords,
        String prependPrompt,
        String appendPrompt,
        String negativePrompt,
        String notes,
        boolean permanent,
        List<String> aliases,
        String pronouns,
        String appearance,
        LoraSubject subject,
        LoraRating rating) {

    private static final List<String> RESERVED =
            List.of("example.com", "example.org", "example.net", "example", "invalid");

    public Lora {
        triggerWords = List.copyOf(triggerWords);
        keywords = List.copyOf(keywords);
        aliases = List.copyOf(aliases);
    }

    /**
     * True when the address is one of those reserved for examples (RFC 2606, RFC 6761), as in the sample dictionary: there is nothing to
     * download. A missing address is not a placeholder.
     */
    public boolean isPlaceholder() {
        var host = host();
        return RESERVED.stream().anyMatch(name -> host.equals(name) || host.endsWith("." + name));
    }

    /** By hand, since owners' addresses hold blanks and other characters that {@link java.net.URI} refuses. */
    private String host() {
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            return "";
        }
        var authority = url.substring(scheme + 3).split("[/?#\\\\]", 2)[0];
        var host = authority.substring(authority.lastIndexOf('@') + 1);
        host = host.split(":", 2)[0].toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** True for an https address that any provider may download. */
    public boolean isDownload() {
        return url.startsWith("https://") && !isPlaceholder();
    }

    /** True for an id of Runware's catalogue ({@code civitai:132942@146296}), which no other provider understands. */
    public boolean isAir() {
        return !url.contains("/") && url.matches("[A-Za-z0-9_-]+:[A-Za-z0-9._-]+@[A-Za-z0-9._-]+");
    }
}
