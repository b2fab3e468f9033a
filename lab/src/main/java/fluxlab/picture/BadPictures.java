package fluxlab.picture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that pretend to be a picture. */
public final class BadPictures {

    private static final int BOMB_SIDE = 60_000;

    private BadPictures() {}

    /** {@code truncated}: half of {@code good}; {@code bomb}: a PNG that says 60000×60000; otherwise plain text. */
    public static byte[] spoil(byte[] good, String variant) {
        return switch (variant) {
            case "truncated" -> Arrays.copyOf(good, good.length / 2);
            case "bomb" -> bomb();
            default -> "This is not a picture.\n".getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] bomb() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(Png.SIGNATURE);
        Png.chunk(out, "IHDR", Png.header(BOMB_SIDE, BOMB_SIDE));
        Png.chunk(out, "IDAT", new byte[] {0x78, 0x01, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01});
        Png.chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }
}
