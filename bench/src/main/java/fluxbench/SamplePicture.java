package fluxbench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A PNG of 1024x1024 and about the wanted number of bytes: noise on top, black below, so that any decoder reads it.
 *
 * @param file the PNG
 * @param base64 the same in base64, ASCII
 */
record SamplePicture(byte[] file, byte[] base64) {

    static final int SIDE = 1024;
    private static final int ROW = 1 + 3 * SIDE;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    static SamplePicture ofBytes(int bytes) {
        var rows = new byte[SIDE * ROW];
        var noise = new byte[Math.min(bytes, rows.length)];
        new Random(7).nextBytes(noise);
        System.arraycopy(noise, 0, rows, 0, noise.length);
        for (int y = 0; y < SIDE; y++) {
            rows[y * ROW] = 0; // no filter
        }
        var header = ByteBuffer.allocate(13).putInt(SIDE).putInt(SIDE).put(new byte[] {8, 2, 0, 0, 0});
        var out = new ByteArrayOutputStream(bytes + 4096);
        out.writeBytes(SIGNATURE);
        out.writeBytes(chunk("IHDR", header.array()));
        out.writeBytes(chunk("IDAT", deflated(rows)));
        out.writeBytes(chunk("IEND", new byte[0]));
        var file = out.toByteArray();
        return new SamplePicture(file, Base64.getEncoder().encode(file));
    }

    private static byte[] deflated(byte[] rows) {
        var deflater = new Deflater(6);
        deflater.setInput(rows);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        var buffer = new byte[64 << 10];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        var chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
        for (char letter : type.toCharArray()) {
            chunk.put((byte) letter);
        }
        chunk.put(data);
        var crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }
}
