package fluxbridge.image;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.GatewayException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Turns pictures into pixels and back. Reads all four formats, writes PNG and JPEG.
 *
 * <p>A decoded picture takes 4 bytes a pixel and more, so the permits bound how many are in memory at once; share one codec.
 */
public final class PictureCodec {

    private final Semaphore permits;

    /** @param permits one is held from the decode to the end of the encode */
    public PictureCodec(Semaphore permits) {
        this.permits = permits;
    }

    /**
     * Decodes, changes and encodes. The change is handed {@link PlainPixels}. Metadata is lost.
     *
     * @param quality of a JPEG, 1 to 100
     * @throws UnreadablePictureException when the pixels cannot be decoded
     * @throws IllegalArgumentException when {@code to} is not written here
     * @throws GatewayException with {@link Cancelled} when interrupted while waiting for a permit
     */
    Picture rework(Picture picture, PictureFormat to, int quality, UnaryOperator<BufferedImage> change) {
        if (to != PictureFormat.PNG && to != PictureFormat.JPEG) {
            throw new IllegalArgumentException("cannot write " + to + "; ask for PNG or JPEG");
        }
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality must be 1..100, was " + quality);
        }
        acquire();
        try {
            var image = change.apply(decode(picture));
            byte[] bytes = to == PictureFormat.PNG ? PngEncoder.encode(image) : jpeg(image, quality);
            return new Picture(bytes, to, new Size(image.getWidth(), image.getHeight()));
        } finally {
            permits.release();
        }
    }

    /**
     * Decodes pictures and works on their pixels, all under one permit. The pixels are {@link PlainPixels}; nothing of the result may hold on to
     * them.
     *
     * @param work takes the pixels in the order of the pictures
     * @throws UnreadablePictureException when the pixels of one cannot be decoded
     * @throws GatewayException with {@link Cancelled} when interrupted while waiting for a permit
     */
    public <T> T work(List<Picture> pictures, Function<List<BufferedImage>, T> work) {
        acquire();
        try {
            return work.apply(pictures.stream().map(PictureCodec::decode).toList());
        } finally {
            permits.release();
        }
    }

    /** Pixels as a PNG file, without loss. */
    public static Picture png(BufferedImage image) {
        var plain = PlainPixels.of(image);
        return new Picture(PngEncoder.encode(plain), PictureFormat.PNG, new Size(image.getWidth(), image.getHeight()));
    }

    private void acquire() {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Cancelled("interrupted while a picture waited to be decoded"), e);
        }
    }

    /** Streams are handed to the reader directly: {@code ImageIO.read} would use a cache file, and its switch is global. */
    private static BufferedImage decode(Picture picture) {
        String name = picture.format().name().toLowerCase(Locale.ROOT);
        var readers = ImageIO.getImageReadersByFormatName(name);
        if (!readers.hasNext()) {
            throw new IllegalStateException("no reader for " + name + " on the class path");
        }
        ImageReader reader = readers.next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture.bytes()))) {
            reader.setInput(in, true, true);
            var size = new Size(reader.getWidth(0), reader.getHeight(0));
            if (!size.equals(picture.size())) {
                throw new UnreadablePictureException(
                        "a " + picture.format() + " of " + picture.size() + " that decodes to " + size);
            }
            return PlainPixels.of(reader.read(0));
        } catch (UnreadablePictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers throw all kinds over broken data
            throw new UnreadablePictureException(
                    "a " + picture.format() + " that cannot be decoded: " + e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }

    private static byte[] jpeg(BufferedImage image, int quality) {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            var parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality / 100f);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(onWhite(image), null, null), parameters);
        } catch (IOException e) {
            throw new IllegalStateException("memory refused a JPEG", e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** JPEG has no transparency. */
    private static BufferedImage onWhite(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        var flat = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = flat.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return flat;
    }
}
