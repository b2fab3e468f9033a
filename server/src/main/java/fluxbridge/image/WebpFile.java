package fluxbridge.image;

import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * WebP: RIFF chunks, little-endian (RFC 9649). A simple file holds one {@code VP8 } or {@code VP8L} chunk; an extended one begins with
 * {@code VP8X}, which tells what else is there.
 *
 * <p>A1111 keeps the infotext as UserComment in an {@code EXIF} chunk, which needs an extended file.
 */
record WebpFile(
        @SuppressWarnings("ArrayRecordComponent") byte[] bytes) // the file itself; never compared, never written to
        implements PictureFile {

    private static final int CHUNKS = 12;
    private static final int MAX_CHUNKS = 65_536;

    private static final int FLAG_ANIMATION = 0x02;
    private static final int FLAG_EXIF = 0x08;
    private static final int FLAG_ALPHA = 0x10;

    /** A chunk that lies whole in the file; {@code start} is where its name stands. */
    private record Chunk(String name, int start, int length) {
        int data() {
            return start + 8;
        }

        /** Behind the padding to an even length. */
        int end() {
            return data() + length + (length & 1);
        }

        boolean isPixels() {
            return name.equals("VP8 ") || name.equals("VP8L");
        }
    }

    static boolean matches(byte[] bytes) {
        return PictureFile.startsWith(bytes, 0, "RIFF") && PictureFile.startsWith(bytes, 8, "WEBP");
    }

    @Override
    public PictureFormat format() {
        return PictureFormat.WEBP;
    }

    /** The canvas of an extended file, the frame of a simple one. */
    @Override
    public Size size() {
        if (bytes.length < CHUNKS + 8) {
            throw cutOff();
        }
        return size(new Chunk(name(CHUNKS), CHUNKS, 0));
    }

    private Size size(Chunk chunk) {
        if (bytes.length < chunk.data() + 10) {
            throw cutOff();
        }
        int at = chunk.data();
        return switch (chunk.name) {
            case "VP8X" -> new Size(1 + triple(at + 4), 1 + triple(at + 7));
            case "VP8L" -> losslessSize(at);
            case "VP8 " -> lossySize(at);
            default -> throw new UnreadablePictureException("a WebP that begins with a chunk '" + chunk.name + "'");
        };
    }

    private Size losslessSize(int at) {
        int header = in().getInt(at + 1);
        if (bytes[at] != 0x2f || header >>> 29 != 0) {
            throw new UnreadablePictureException("a WebP with a broken lossless header");
        }
        return new Size(1 + (header & 0x3fff), 1 + (header >> 14 & 0x3fff));
    }

    private Size lossySize(int at) {
        int width = in().getShort(at + 6) & 0x3fff;
        int height = in().getShort(at + 8) & 0x3fff;
        boolean keyFrame = (bytes[at] & 1) == 0;
        if (!keyFrame || triple(at + 3) != 0x2a019d || width == 0 || height == 0) {
            throw new UnreadablePictureException("a WebP with a broken lossy header");
        }
        return new Size(width, height);
    }

    @Override
    public void check() {
        if (riffEnd() > bytes.length) {
            throw cutOff();
        }
        var chunks = chunks();
        boolean animated = chunks.stream().anyMatch(chunk -> chunk.name.equals("ANMF") || chunk.name.equals("ANIM"));
        if (animated || (isExtended() && (bytes[CHUNKS + 8] & FLAG_ANIMATION) != 0)) {
            throw new UnreadablePictureException("an animated WebP; only still pictures are taken");
        }
        var pixels = chunks.stream()
                .filter(Chunk::isPixels)
                .findFirst()
                .orElseThrow(() -> new UnreadablePictureException("a WebP without pixels"));
        if (!size(pixels).equals(size())) {
            throw new UnreadablePictureException("a WebP of " + size() + " that holds a frame of " + size(pixels));
        }
    }

    @Override
    public Optional<Slices> withInfotext(String infotext) {
        var out = new ByteArrayOutputStream(bytes.length + 2 * infotext.length() + 100);
        out.write(bytes, 0, CHUNKS);
        writeExtension(out);
        boolean written = false;
        for (var chunk : chunks()) {
            if (chunk.name.equals("VP8X") || chunk.name.equals("EXIF")) {
                continue;
            }
            if (chunk.name.equals("XMP ") && !written) { // EXIF goes before XMP
                writeChunk(out, "EXIF", Exif.ofUserComment(infotext));
                written = true;
            }
            out.write(bytes, chunk.start, chunk.data() + chunk.length - chunk.start);
            out.writeBytes(new byte[chunk.length & 1]);
        }
        if (!written) {
            writeChunk(out, "EXIF", Exif.ofUserComment(infotext));
        }
        byte[] file = out.toByteArray();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - 8);
        return Optional.of(Slices.of(file));
    }

    @Override
    public Optional<String> infotext() {
        return chunks().stream()
                .filter(chunk -> chunk.name.equals("EXIF"))
                .findFirst()
                .flatMap(chunk -> Exif.userComment(bytes, chunk.data(), chunk.length));
    }

    /** Writes {@code VP8X} with the flag for EXIF: the file's own, or one made for a simple file. */
    private void writeExtension(ByteArrayOutputStream out) {
        byte[] extension = new byte[10];
        if (isExtended()) {
            System.arraycopy(bytes, CHUNKS + 8, extension, 0, 10);
        } else {
            boolean alpha = name(CHUNKS).equals("VP8L") && (in().getInt(CHUNKS + 9) >> 28 & 1) == 1;
            extension[0] = (byte) (alpha ? FLAG_ALPHA : 0);
            int width = size().width() - 1;
            int height = size().height() - 1;
            for (int i = 0; i < 3; i++) {
                extension[4 + i] = (byte) (width >> (8 * i));
                extension[7 + i] = (byte) (height >> (8 * i));
            }
        }
        extension[0] |= FLAG_EXIF;
        writeChunk(out, "VP8X", extension);
    }

    private static void writeChunk(ByteArrayOutputStream out, String name, byte[] data) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .array());
        out.writeBytes(data);
        out.writeBytes(new byte[data.length & 1]);
    }

    /** The chunks of the RIFF form, up to the first that is cut off. */
    private List<Chunk> chunks() {
        var chunks = new ArrayList<Chunk>();
        long end = Math.min(riffEnd(), bytes.length);
        int at = CHUNKS;
        while (at + 8 <= end && chunks.size() < MAX_CHUNKS) {
            long length = in().getInt(at + 4) & 0xffffffffL;
            if (length > end - at - 8) {
                break;
            }
            var chunk = new Chunk(name(at), at, (int) length);
            chunks.add(chunk);
            at = chunk.end();
        }
        return chunks;
    }

    private boolean isExtended() {
        return PictureFile.startsWith(bytes, CHUNKS, "VP8X") && bytes.length >= CHUNKS + 18;
    }

    private long riffEnd() {
        return 8 + (in().getInt(4) & 0xffffffffL);
    }

    private String name(int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }

    private int triple(int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
    }

    private ByteBuffer in() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private UnreadablePictureException cutOff() {
        return new UnreadablePictureException("a WebP cut off after " + bytes.length + " bytes");
    }
}
