package fluxbridge.lora;

import fluxbridge.domain.Lora;
import java.util.List;
import java.util.Locale;

/** Tells LoRAs whose URL only stands for a real one, as in the sample dictionary. No hosted provider may be asked for them. */
public final class Placeholders {

    /** Reserved for documentation and tests by RFC 2606 and RFC 6761; nothing is ever served there. */
    private static final List<String> RESERVED =
            List.of("example.com", "example.org", "example.net", "example", "invalid");

    private Placeholders() {}

    /** True when the URL's host is reserved for examples. A missing URL is not a placeholder. */
    public static boolean isPlaceholder(Lora lora) {
        var host = host(lora.url().strip());
        return RESERVED.stream().anyMatch(name -> host.equals(name) || host.endsWith("." + name));
    }

    /** By hand, since owners' URLs hold blanks and other characters that {@link java.net.URI} refuses. */
    private static String host(String url) {
        var scheme = url.indexOf("://");
        if (scheme < 0) {
            return "";
        }
        var authority = url.substring(scheme + 3).split("[/?#\\\\]", 2)[0];
        var host = authority.substring(authority.lastIndexOf('@') + 1);
        host = host.split(":", 2)[0].toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
