package fluxlab.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** What img2img and inpainting start from: a picture file, perhaps a mask, and the denoising strength. */
public final class Init {

    private final byte[] picture;
    private final byte @Nullable [] mask;
    private final double strength;

    /** {@code mask}: white is repainted, black kept; null repaints everything. {@code strength} is 0..1. */
    public Init(byte[] picture, byte @Nullable [] mask, double strength) {
        this.picture = picture;
        this.mask = mask;
        this.strength = strength;
    }

    public byte[] picture() {
        return picture;
    }

    public byte @Nullable [] mask() {
        return mask;
    }

    public double strength() {
        return strength;
    }

    /** Decodes a PNG or JPEG file, or null if it is neither. */
    public static @Nullable BufferedImage decode(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException | RuntimeException _) {
            return null;
        }
    }
}
