package fluxlab.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files, 8 bits per channel, every row as its difference to the row above. */
final class Png {

    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte FILTER_UP = 2;

    private Png() {}

    static byte[] encode(Canvas canvas, int leastBytes) {
        var out = new ByteArrayOutputStream(64 << 10);
        out.writeBytes(SIGNATURE);
        chunk(out, "IHDR", header(canvas.width(), canvas.height()));
        chunk(out, "IDAT", deflate(canvas));
        var missing = leastBytes - out.size() - 24;
        if (missing > 0) {
            chunk(out, "laBp", Padding.bytes(missing));
        }
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    static byte[] header(int width, int height) {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) 2)
                .array();
    }

    private static byte[] deflate(Canvas canvas) {
        var rowBytes = canvas.width() * 3;
        var above = new byte[rowBytes];
        var line = new byte[rowBytes + 1];
        line[0] = FILTER_UP;
        var same = new byte[rowBytes + 1];
        same[0] = FILTER_UP;
        var out = new ByteArrayOutputStream(64 << 10);
        var buffer = new byte[16 << 10];
        try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
            for (var y = 0; y < canvas.height(); y++) {
                if (!canvas.repeats(y)) {
                    fill(line, above, canvas, y);
                }
                deflater.setInput(canvas.repeats(y) ? same : line);
                while (!deflater.needsInput()) {
                    out.write(buffer, 0, deflater.deflate(buffer));
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return out.toByteArray();
    }

    /** Puts row {@code y} minus {@code above} into {@code line}, and the row into {@code above}. */
    private static void fill(byte[] line, byte[] above, Canvas canvas, int y) {
        for (int x = 0, at = 0; x < canvas.width(); x++) {
            var rgb = canvas.rgb(x, y);
            for (var shift = 16; shift >= 0; shift -= 8, at++) {
                var value = (byte) (rgb >> shift);
                line[at + 1] = (byte) (value - above[at]);
                above[at] = value;
            }
        }
    }

    static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
