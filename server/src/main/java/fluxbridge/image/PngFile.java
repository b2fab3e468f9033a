package fluxbridge.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG: a signature and chunks of length, type, data and CRC-32 (W3C PNG specification, third edition).
 *
 * <p>A1111 keeps the infotext in a text chunk with the keyword {@code parameters}.
 */
record PngFile(
        @SuppressWarnings("ArrayRecordComponent") byte[] bytes) // the file itself; never compared, never written to
        implements PictureFile {

    static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    static final int IHDR = 0x49484452;
    static final int IDAT = 0x49444154;
    static final int IEND = 0x49454e44;
    private static final int TEXT = 0x74455874;
    private static final int ZTXT = 0x7a545874;
    private static final int ITXT = 0x69545874;
    private static final int EXIF = 0x65584966;
    private static final int ANIMATION = 0x6163544c;

    private static final String INFOTEXT = "parameters";

    /** Of length, type and CRC. */
    private static final int OVERHEAD = 12;

    private static final int HEADER_END = 8 + OVERHEAD + 13;

    /** More than any encoder writes; keeps a file of empty chunks from filling the memory. */
    private static final int MAX_CHUNKS = 65_536;

    /** What all compressed texts of one file may come to. */
    private static final int MAX_INFLATED = 4_000_000;

    /** A chunk that lies whole in the file; {@code start} is where its length stands. */
    private record Chunk(int type, int start, int length) {
        int data() {
            return start + 8;
        }

        int dataEnd() {
            return data() + length;
        }

        /** Behind the CRC. */
        int end() {
            return start + OVERHEAD + length;
        }

        /** By the case of the first letter. */
        boolean isCritical() {
            return (type & 0x2000_0000) == 0;
        }
    }

    static boolean matches(byte[] bytes) {
        return PictureFile.startsWith(bytes, 0, SIGNATURE);
    }

    @Override
    public PictureFormat format() {
        return PictureFormat.PNG;
    }

    @Override
    public Size size() {
        if (bytes.length < HEADER_END) {
            throw new UnreadablePictureException("a PNG cut off in its header, after " + bytes.length + " bytes");
        }
        var in = ByteBuffer.wrap(bytes);
        var header = new Chunk(in.getInt(12), 8, in.getInt(8));
        if (header.type != IHDR || header.length != 13 || !crcIsRight(header)) {
            throw new UnreadablePictureException("a PNG with a broken header");
        }
        int width = in.getInt(16);
        int height = in.getInt(20);
        if (width < 1 || height < 1) {
            throw new UnreadablePictureException(
                    "a PNG that says it is " + (width & 0xffffffffL) + "x" + (height & 0xffffffffL));
        }
        return new Size(width, height);
    }

    @Override
    public void check() {
        var chunks = chunks();
        if (chunks.isEmpty() || chunks.getLast().type != IEND) {
            throw new UnreadablePictureException("a PNG cut off or broken after "
                    + (chunks.isEmpty() ? 8 : chunks.getLast().end()) + " of " + bytes.length + " bytes");
        }
        for (var chunk : chunks) {
            if (chunk.isCritical() && !crcIsRight(chunk)) {
                throw new UnreadablePictureException("a PNG with a wrong checksum at byte " + chunk.start);
            }
            if (chunk.type == ANIMATION
                    && chunk.length >= 4
                    && ByteBuffer.wrap(bytes).getInt(chunk.data()) != 1) {
                throw new UnreadablePictureException("an animated PNG; only still pictures are taken");
            }
        }
        if (chunks.stream().noneMatch(chunk -> chunk.type == IDAT && chunk.length > 0)) {
            throw new UnreadablePictureException("a PNG without pixels");
        }
    }

    @Override
    public Optional<Slices> withInfotext(String infotext) {
        var out = new Slices().add(bytes, 0, HEADER_END).add(textChunk(INFOTEXT, infotext));
        // Everything behind the header is one piece unless an old infotext stands in it.
        int from = HEADER_END;
        for (var old : chunks()) {
            if (isInfotext(old)) {
                out.add(bytes, from, old.start);
                from = old.end();
            }
        }
        return Optional.of(out.add(bytes, from, bytes.length));
    }

    @Override
    public Optional<String> infotext() {
        var budget = new Budget();
        var chunks = chunks();
        return chunks.stream()
                .filter(this::isInfotext)
                .flatMap(chunk -> text(chunk, INFOTEXT, budget).stream())
                .reduce((_, last) -> last)
                .or(() -> chunks.stream()
                        .filter(chunk -> chunk.type == EXIF)
                        .findFirst()
                        .flatMap(chunk -> Exif.userComment(bytes, chunk.data(), chunk.length)));
    }

    @Override
    public Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        var budget = new Budget();
        for (var chunk : chunks()) {
            keyword(chunk)
                    .filter(keyword -> !keyword.equals(INFOTEXT))
                    .ifPresent(keyword -> text(chunk, keyword, budget).ifPresent(text -> texts.put(keyword, text)));
        }
        return texts;
    }

    /**
     * A whole text chunk, from length to CRC: {@code tEXt} where Latin-1 holds the text, {@code iTXt} in UTF-8 otherwise, as Pillow chooses.
     *
     * @param keyword 1 to 79 Latin-1 characters
     */
    static byte[] textChunk(String keyword, String text) {
        boolean latin = ISO_8859_1.newEncoder().canEncode(text);
        var data = new ByteArrayOutputStream();
        data.writeBytes(keyword.getBytes(ISO_8859_1));
        data.write(0);
        if (!latin) {
            data.writeBytes(new byte[4]); // not compressed, method 0, no language, no translated keyword
        }
        data.writeBytes(text.getBytes(latin ? ISO_8859_1 : UTF_8));
        return chunk(latin ? TEXT : ITXT, data.toByteArray(), data.size());
    }

    /** A whole chunk around the first {@code length} bytes of {@code data}. */
    static byte[] chunk(int type, byte[] data, int length) {
        var chunk = ByteBuffer.allocate(OVERHEAD + length).putInt(length).putInt(type);
        chunk.put(data, 0, length);
        return chunk.putInt(crc(chunk.array(), 4, 4 + length)).array();
    }

    /** The chunks up to and with {@code IEND}, or up to the first that is cut off or no chunk. */
    private List<Chunk> chunks() {
        var chunks = new ArrayList<Chunk>();
        var in = ByteBuffer.wrap(bytes);
        int at = 8;
        while (at + OVERHEAD <= bytes.length && chunks.size() < MAX_CHUNKS) {
            int length = in.getInt(at);
            if (length < 0 || length > bytes.length - at - OVERHEAD || !isType(at + 4)) {
                break;
            }
            var chunk = new Chunk(in.getInt(at + 4), at, length);
            chunks.add(chunk);
            if (chunk.type == IEND) {
                break;
            }
            at = chunk.end();
        }
        return chunks;
    }

    private boolean isType(int at) {
        for (int i = at; i < at + 4; i++) {
            int letter = bytes[i] | 0x20;
            if (letter < 'a' || letter > 'z') {
                return false;
            }
        }
        return true;
    }

    private boolean isInfotext(Chunk chunk) {
        return keyword(chunk).filter(INFOTEXT::equals).isPresent();
    }

    private boolean crcIsRight(Chunk chunk) {
        return crc(bytes, chunk.start + 4, 4 + chunk.length)
                == ByteBuffer.wrap(bytes).getInt(chunk.end() - 4);
    }

    private static int crc(byte[] bytes, int from, int length) {
        var crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** The keyword of a text chunk; empty for other chunks and broken ones. */
    private Optional<String> keyword(Chunk chunk) {
        if (chunk.type != TEXT && chunk.type != ZTXT && chunk.type != ITXT) {
            return Optional.empty();
        }
        int afterKeyword = afterZero(chunk.data(), Math.min(chunk.dataEnd(), chunk.data() + 80));
        return afterKeyword < 0
                ? Optional.empty()
                : Optional.of(new String(bytes, chunk.data(), afterKeyword - 1 - chunk.data(), ISO_8859_1));
    }

    /** The text of a chunk with this keyword; empty when it is broken or past the budget. */
    private Optional<String> text(Chunk chunk, String keyword, Budget budget) {
        int from = chunk.data() + keyword.length() + 1;
        int end = chunk.dataEnd();
        return switch (chunk.type) {
            case TEXT -> Optional.of(new String(bytes, from, end - from, ISO_8859_1));
            case ZTXT -> inflate(from + 1, end, budget).map(text -> new String(text, ISO_8859_1));
            default -> international(from, end, budget);
        };
    }

    private Optional<String> international(int from, int end, Budget budget) {
        int afterLanguage = afterZero(from + 2, end);
        int value = afterLanguage < 0 ? -1 : afterZero(afterLanguage, end);
        if (value < 0) {
            return Optional.empty();
        }
        if (bytes[from] == 0) {
            return Optional.of(new String(bytes, value, end - value, UTF_8));
        }
        return inflate(value, end, budget).map(text -> new String(text, UTF_8));
    }

    /** Behind the next zero byte before {@code end}, or -1. */
    private int afterZero(int from, int end) {
        for (int at = from; at < end; at++) {
            if (bytes[at] == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    private Optional<byte[]> inflate(int from, int end, Budget budget) {
        if (from > end) {
            return Optional.empty();
        }
        var inflater = new Inflater();
        try {
            inflater.setInput(bytes, from, end - from);
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                budget.left -= count;
                if (count == 0 || budget.left < 0) {
                    return Optional.empty();
                }
                out.write(buffer, 0, count);
            }
            return Optional.of(out.toByteArray());
        } catch (DataFormatException _) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    /** Bytes that compressed texts of this file may still come to. */
    private static final class Budget {
        private int left = MAX_INFLATED;
    }
}
