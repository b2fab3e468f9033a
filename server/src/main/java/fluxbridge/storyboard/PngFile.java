package fluxbridge.storyboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes RGB pixels as a PNG file, quickly: one filter for all rows (Sub) and the fast setting of deflate. */
final class PngFile {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte FILTER_SUB = 1;
    private static final byte EIGHT_BIT = 8;
    private static final byte TRUECOLOUR = 2;

    private PngFile() {}

    /** @param pixels {@code 0xRRGGBB}, row by row */
    static byte[] of(int[] pixels, int width, int height) {
        var out = new ByteArrayOutputStream(width * height + 1024);
        out.writeBytes(SIGNATURE);
        var header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put(EIGHT_BIT).put(TRUECOLOUR).put((byte) 0).put((byte) 0).put((byte) 0);
        chunk(out, "IHDR", header.array(), 13);
        data(out, pixels, width, height);
        chunk(out, "IEND", new byte[0], 0);
        return out.toByteArray();
    }

    private static void data(ByteArrayOutputStream out, int[] pixels, int width, int height) {
        byte[] row = new byte[1 + width * 3];
        byte[] packed = new byte[1 << 16];
        int filled = 0;
        var deflater = new Deflater(2);
        try {
            for (int y = 0; y <= height; y++) {
                if (y < height) {
                    filter(pixels, y * width, width, row);
                    deflater.setInput(row);
                } else {
                    deflater.finish();
                }
                while (y < height ? !deflater.needsInput() : !deflater.finished()) {
                    filled += deflater.deflate(packed, filled, packed.length - filled);
                    if (filled == packed.length) {
                        chunk(out, "IDAT", packed, filled);
                        filled = 0;
                    }
                }
            }
        } finally {
            deflater.end();
        }
        if (filled > 0) {
            chunk(out, "IDAT", packed, filled);
        }
    }

    /** Each channel as its difference from the pixel to the left. */
    private static void filter(int[] pixels, int start, int width, byte[] row) {
        row[0] = FILTER_SUB;
        int before = 0;
        int at = 1;
        for (int x = 0; x < width; x++) {
            int pixel = pixels[start + x];
            row[at++] = (byte) ((pixel >> 16) - (before >> 16));
            row[at++] = (byte) ((pixel >> 8) - (before >> 8));
            row[at++] = (byte) (pixel - before);
            before = pixel;
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.writeBytes(name);
        out.write(data, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
