package fluxbridge.inpaint;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** What stands under the mask before the drawing begins: A1111's {@code inpainting_fill}. The last two are imitated in pixels. */
public enum MaskedContent {
    FILL("fill"),
    ORIGINAL("original"),
    NOISE("latent noise"),
    NOTHING("latent nothing");

    private static final int GREY = 0x808080;

    private final String wireName;

    MaskedContent(String wireName) {
        this.wireName = wireName;
    }

    /** As infotexts write it. */
    public String wireName() {
        return wireName;
    }

    /**
     * Changes the pixels under the mask, in place.
     *
     * @param seed equal seeds make equal noise
     */
    void apply(BufferedImage image, Mask mask, long seed) {
        switch (this) {
            case ORIGINAL -> {}
            case FILL -> Surroundings.spread(image, mask);
            case NOISE -> noise(image, mask, new SplittableRandom(seed));
            case NOTHING -> flat(image, mask);
        }
    }

    private static void noise(BufferedImage image, Mask mask, SplittableRandom random) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (mask.at(x, y) != 0) {
                    image.setRGB(x, y, 0xff000000 | random.nextInt(0x1000000));
                }
            }
        }
    }

    private static void flat(BufferedImage image, Mask mask) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (mask.at(x, y) != 0) {
                    image.setRGB(x, y, 0xff000000 | GREY);
                }
            }
        }
    }
}
