package fluxbridge.image;

import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A picture's file by its structure, without its pixels. */
sealed interface PictureFile permits PngFile, JpegFile, WebpFile, GifFile {

    PictureFormat format();

    /**
     * Width and height as the header says.
     *
     * @throws UnreadablePictureException when the header is broken or cut off
     */
    Size size();

    /**
     * Walks the file to its end.
     *
     * @throws UnreadablePictureException when it is cut off, broken or holds more than one frame
     */
    void check();

    /** The file with this infotext in place of any it had; empty where the format has no room for it. */
    Optional<Slices> withInfotext(String infotext);

    /** The infotext, where there is one. A broken file gives what its sound part holds. */
    Optional<String> infotext();

    /** Texts other than the infotext, by keyword, in the file's order. */
    default Map<String, String> texts() {
        return Map.of();
    }

    /** Tells the format by the first bytes. */
    static PictureFile sniff(byte[] bytes) {
        if (PngFile.matches(bytes)) {
            return new PngFile(bytes);
        } else if (JpegFile.matches(bytes)) {
            return new JpegFile(bytes);
        } else if (WebpFile.matches(bytes)) {
            return new WebpFile(bytes);
        } else if (GifFile.matches(bytes)) {
            return new GifFile(bytes);
        }
        throw new UnreadablePictureException("not a picture: " + beginning(bytes));
    }

    static boolean startsWith(byte[] bytes, int at, String ascii) {
        if (bytes.length < at + ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if ((bytes[at + i] & 0xff) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String beginning(byte[] bytes) {
        if (bytes.length == 0) {
            return "empty (0 bytes)";
        }
        String text = new String(bytes, 0, Math.min(bytes.length, 40), StandardCharsets.ISO_8859_1);
        String line = text.strip().lines().findFirst().orElse("");
        if (!line.isEmpty() && line.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return "starts with '" + line + "'";
        }
        return "starts with the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 12));
    }
}
