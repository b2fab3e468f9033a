package fluxlab.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes JPEG files of quality 95. */
final class Jpeg {

    private static final float QUALITY = 0.95f;
    private static final int LARGEST_COMMENT = 65_000;

    private Jpeg() {}

    static byte[] encode(Canvas canvas, int leastBytes) {
        var image = new BufferedImage(canvas.width(), canvas.height(), BufferedImage.TYPE_INT_RGB);
        for (var y = 0; y < canvas.height(); y++) {
            for (var x = 0; x < canvas.width(); x++) {
                image.setRGB(x, y, canvas.rgb(x, y));
            }
        }
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var out = new ByteArrayOutputStream(128 << 10);
        try (var to = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(to);
            var param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            var metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
            keepColourDetail(metadata);
            writer.write(null, new IIOImage(image, null, metadata), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return padded(out.toByteArray(), leastBytes);
    }

    /** Turns chroma subsampling off, whose smoothing would blur the edges of every cell's colour. */
    private static void keepColourDetail(IIOMetadata metadata) throws IIOInvalidTreeException {
        var format = metadata.getNativeMetadataFormatName();
        var root = (IIOMetadataNode) metadata.getAsTree(format);
        var components = root.getElementsByTagName("componentSpec");
        for (var i = 0; i < components.getLength(); i++) {
            var component = (IIOMetadataNode) components.item(i);
            component.setAttribute("HsamplingFactor", "1");
            component.setAttribute("VsamplingFactor", "1");
        }
        metadata.setFromTree(format, root);
    }

    /** The file with comment segments after its start marker. */
    private static byte[] padded(byte[] file, int leastBytes) {
        var missing = leastBytes - file.length;
        if (missing <= 0) {
            return file;
        }
        var out = new ByteArrayOutputStream(leastBytes + 64);
        out.write(file, 0, 2);
        while (missing > 0) {
            var size = Math.min(LARGEST_COMMENT, missing);
            out.write(0xFF);
            out.write(0xFE);
            out.write((size + 2) >> 8);
            out.write(size + 2);
            out.writeBytes(Padding.bytes(size));
            missing -= size;
        }
        out.write(file, 2, file.length - 2);
        return out.toByteArray();
    }
}
