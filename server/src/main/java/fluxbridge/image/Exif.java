package fluxbridge.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * EXIF with one thing in it: the UserComment (tag 0x9286, CIPA DC-008), where A1111 keeps the infotext of a JPEG or WebP.
 *
 * <p>A1111 writes through piexif: big-endian TIFF, character code {@code UNICODE}, UTF-16BE.
 */
final class Exif {

    private static final int EXIF_DIRECTORY = 0x8769;
    private static final int USER_COMMENT = 0x9286;
    private static final short TYPE_LONG = 4;
    private static final short TYPE_UNDEFINED = 7;
    private static final int ENTRY = 12;

    /** Of the character code that a UserComment begins with. */
    private static final int CODE = 8;

    private static final String UNICODE = "UNICODE\0";

    private Exif() {}

    /** A TIFF structure, without the {@code Exif\0\0} that JPEG puts before it. */
    static byte[] ofUserComment(String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_16BE);
        int exifDirectory = 8 + 2 + ENTRY + 4;
        int comment = exifDirectory + 2 + ENTRY + 4;
        var out = ByteBuffer.allocate(comment + CODE + value.length);
        out.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        directory(out, EXIF_DIRECTORY, TYPE_LONG, 1, exifDirectory);
        directory(out, USER_COMMENT, TYPE_UNDEFINED, CODE + value.length, comment);
        return out.put(UNICODE.getBytes(StandardCharsets.US_ASCII)).put(value).array();
    }

    /** The UserComment of a TIFF structure at {@code from}, with or without {@code Exif\0\0} before it; empty when there is none or it is broken. */
    static Optional<String> userComment(byte[] bytes, int from, int length) {
        int skip = length >= 6 && PictureFile.startsWith(bytes, from, "Exif\0\0") ? 6 : 0;
        var tiff = ByteBuffer.wrap(bytes, from + skip, length - skip).slice();
        try {
            if (tiff.getShort(0) == 0x4949) {
                tiff.order(ByteOrder.LITTLE_ENDIAN);
            }
            int first = tiff.getInt(4);
            int exif = entry(tiff, first, EXIF_DIRECTORY);
            int at = entry(tiff, exif < 0 ? first : tiff.getInt(exif + 8), USER_COMMENT);
            if (at < 0) {
                return Optional.empty();
            }
            int count = tiff.getInt(at + 4);
            int value = count <= 4 ? at + 8 : tiff.getInt(at + 8);
            if (count < 0 || value < 0 || count > tiff.limit() - value) {
                return Optional.empty();
            }
            byte[] comment = new byte[count];
            tiff.get(value, comment);
            return Optional.of(text(comment, tiff.order())).filter(text -> !text.isEmpty());
        } catch (IndexOutOfBoundsException _) {
            return Optional.empty(); // an offset that points outside
        }
    }

    private static void directory(ByteBuffer out, int tag, short type, int count, int value) {
        out.putShort((short) 1)
                .putShort((short) tag)
                .putShort(type)
                .putInt(count)
                .putInt(value);
        out.putInt(0); // no next directory
    }

    /** Where the entry with this tag stands in the directory, or -1. */
    private static int entry(ByteBuffer tiff, int directory, int tag) {
        int count = tiff.getShort(directory) & 0xffff;
        for (int at = directory + 2; at < directory + 2 + count * ENTRY; at += ENTRY) {
            if ((tiff.getShort(at) & 0xffff) == tag) {
                return at;
            }
        }
        return -1;
    }

    private static String text(byte[] comment, ByteOrder order) {
        int from = hasCode(comment) ? CODE : 0;
        int end = comment.length;
        if (PictureFile.startsWith(comment, 0, UNICODE)) {
            Charset charset = order == ByteOrder.LITTLE_ENDIAN && looksLittleEndian(comment)
                    ? StandardCharsets.UTF_16LE
                    : StandardCharsets.UTF_16BE;
            return trimZeros(new String(comment, from, end - from, charset));
        }
        byte[] narrow = Arrays.copyOfRange(comment, from, end);
        try {
            return trimZeros(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(narrow))
                    .toString());
        } catch (CharacterCodingException _) {
            return trimZeros(new String(narrow, StandardCharsets.ISO_8859_1));
        }
    }

    private static boolean hasCode(byte[] comment) {
        return PictureFile.startsWith(comment, 0, UNICODE)
                || PictureFile.startsWith(comment, 0, "ASCII\0\0\0")
                || PictureFile.startsWith(comment, 0, "\0\0\0\0\0\0\0\0");
    }

    /**
     * EXIF leaves the order of UTF-16 open. Big-endian TIFF always comes with UTF-16BE; little-endian comes with either, so the zero bytes of
     * its ASCII characters (every infotext has {@code Steps: }) decide.
     */
    private static boolean looksLittleEndian(byte[] comment) {
        int little = 0;
        for (int at = CODE; at + 1 < comment.length; at += 2) {
            little += (comment[at + 1] == 0 ? 1 : 0) - (comment[at] == 0 ? 1 : 0);
        }
        return little > 0;
    }

    /** Some writers pad with zeros. */
    private static String trimZeros(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(0, end);
    }
}
