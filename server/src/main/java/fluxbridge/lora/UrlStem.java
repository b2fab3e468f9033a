package fluxbridge.lora;

import fluxbridge.domain.Lora;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The file name of a LoRA's URL without folder, query and extension: the name that A1111 would show for it. */
final class UrlStem {

    static final String EXTENSION = ".safetensors";

    private UrlStem() {}

    /** Empty for an AIR id and where there is no URL. */
    static String of(Lora lora) {
        if (lora.isAir()) {
            return "";
        }
        var path = lora.url().split("[?#]", 2)[0];
        var name = decoded(path.substring(path.lastIndexOf('/') + 1));
        var dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return name; // a stray % is part of the name
        }
    }
}
