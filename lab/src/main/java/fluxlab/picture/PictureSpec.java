package fluxlab.picture;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that determines a picture; equal specs give equal bytes.
 *
 * @param loras the LoRAs whose trace it carries
 * @param init where it starts from, or null for txt2img
 * @param leastBytes smaller files are padded to this size; 0 for none
 */
public record PictureSpec(
        String prompt,
        long seed,
        int width,
        int height,
        PictureFormat format,
        List<LoraUse> loras,
        @Nullable Init init,
        int leastBytes) {

    public PictureSpec {
        loras = List.copyOf(loras);
        if (width < 1 || height < 1 || width > 8192 || height > 8192) {
            throw new IllegalArgumentException("width and height must be 1..8192, were " + width + "x" + height);
        }
    }

    /** A PNG without LoRAs. */
    public static PictureSpec of(String prompt, long seed, int width, int height) {
        return new PictureSpec(prompt, seed, width, height, PictureFormat.PNG, List.of(), null, 0);
    }

    public PictureSpec withLoras(List<LoraUse> others) {
        return new PictureSpec(prompt, seed, width, height, format, others, init, leastBytes);
    }

    public PictureSpec withFormat(PictureFormat other) {
        return new PictureSpec(prompt, seed, width, height, other, loras, init, leastBytes);
    }

    public PictureSpec withInit(@Nullable Init other) {
        return new PictureSpec(prompt, seed, width, height, format, loras, other, leastBytes);
    }

    public PictureSpec withLeastBytes(int other) {
        return new PictureSpec(prompt, seed, width, height, format, loras, init, other);
    }

    /** A digest of all of it. */
    String key() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var facts = prompt
                    + '\0'
                    + seed
                    + '\0'
                    + width
                    + 'x'
                    + height
                    + '\0'
                    + format
                    + '\0'
                    + loras
                    + '\0'
                    + leastBytes;
            digest.update(facts.getBytes(StandardCharsets.UTF_8));
            if (init != null) {
                digest.update(("\0" + init.strength() + '\0').getBytes(StandardCharsets.UTF_8));
                digest.update(init.picture());
                var mask = init.mask();
                if (mask != null) {
                    digest.update((byte) 1);
                    digest.update(mask);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
