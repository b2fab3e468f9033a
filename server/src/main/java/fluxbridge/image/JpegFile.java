package fluxbridge.image;

import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JPEG: marker segments and the scans between them (ITU-T T.81 annex B).
 *
 * <p>A1111 keeps the infotext as EXIF UserComment in an APP1 segment.
 */
record JpegFile(
        @SuppressWarnings("ArrayRecordComponent") byte[] bytes) // the file itself; never compared, never written to
        implements PictureFile {

    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final String EXIF = "Exif\0\0";

    /** Of a segment's two length bytes and what they count. */
    private static final int MAX_SEGMENT = 65_535;

    private static final int MAX_SEGMENTS = 65_536;

    /** A progressive picture has about ten; each one costs a pass over all pixels. */
    private static final int MAX_SCANS = 100;

    /**
     * A marker and what follows it.
     *
     * @param start of the marker's first byte
     * @param data behind the length
     * @param end behind the segment, without a scan's coded data
     */
    private record Segment(int marker, int start, int data, int end) {

        /** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
        boolean isFrame() {
            return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        }
    }

    static boolean matches(byte[] bytes) {
        return PictureFile.startsWith(bytes, 0, "\u00ff\u00d8\u00ff");
    }

    @Override
    public PictureFormat format() {
        return PictureFormat.JPEG;
    }

    @Override
    public Size size() {
        var frame = segments().stream()
                .filter(Segment::isFrame)
                .findFirst()
                .orElseThrow(() -> new UnreadablePictureException(
                        "a JPEG cut off or broken before its size is told, " + bytes.length + " bytes long"));
        if (frame.end - frame.data < 6 || word(frame.data + 1) == 0 || word(frame.data + 3) == 0) {
            throw new UnreadablePictureException("a JPEG with a broken frame header");
        }
        return new Size(word(frame.data + 3), word(frame.data + 1));
    }

    @Override
    public void check() {
        var segments = segments();
        long scans = segments.stream()
                .filter(segment -> segment.marker == START_OF_SCAN)
                .count();
        if (segments.getLast().marker != END_OF_IMAGE) {
            throw new UnreadablePictureException(
                    "a JPEG cut off or broken after " + segments.getLast().end + " of " + bytes.length + " bytes");
        }
        if (scans == 0) {
            throw new UnreadablePictureException("a JPEG without pixels");
        }
        if (scans > MAX_SCANS) {
            throw new UnreadablePictureException("a JPEG of " + scans + " scans is over the limit of " + MAX_SCANS);
        }
    }

    /** Empty when the text is too long for one segment, about 32,700 UTF-16 units. */
    @Override
    public Optional<Slices> withInfotext(String infotext) {
        byte[] exif = Exif.ofUserComment(infotext);
        int length = 2 + EXIF.length() + exif.length;
        if (length > MAX_SEGMENT) {
            return Optional.empty();
        }
        var segments = segments();
        int from = !segments.isEmpty() && segments.getFirst().marker == APP0 ? segments.getFirst().end : 2;
        var out = new Slices()
                .add(bytes, 0, from)
                .add(new byte[] {(byte) 0xff, (byte) APP1, (byte) (length >> 8), (byte) length})
                .add(EXIF.getBytes(StandardCharsets.ISO_8859_1))
                .add(exif);
        for (var old : segments) {
            if (isExif(old) && old.start >= from) {
                out.add(bytes, from, old.start);
                from = old.end;
            }
        }
        return Optional.of(out.add(bytes, from, bytes.length));
    }

    @Override
    public Optional<String> infotext() {
        return segments().stream()
                .filter(this::isExif)
                .findFirst()
                .flatMap(exif ->
                        Exif.userComment(bytes, exif.data + EXIF.length(), exif.end - exif.data - EXIF.length()));
    }

    private boolean isExif(Segment segment) {
        return segment.marker == APP1
                && segment.end - segment.data >= EXIF.length()
                && PictureFile.startsWith(bytes, segment.data, EXIF);
    }

    /** The segments up to and with EOI, or up to the first that is cut off or no segment. */
    private List<Segment> segments() {
        var segments = new ArrayList<Segment>();
        int at = 2;
        while (at + 2 <= bytes.length && segments.size() < MAX_SEGMENTS && bytes[at] == (byte) 0xff) {
            int marker = bytes[at + 1] & 0xff;
            if (marker == 0xff) { // a fill byte
                at++;
            } else if (marker == END_OF_IMAGE) {
                segments.add(new Segment(marker, at, at + 2, at + 2));
                break;
            } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) { // stands alone
                at += 2;
            } else {
                int end = at + 4 <= bytes.length ? at + 2 + word(at + 2) : Integer.MAX_VALUE;
                if (end > bytes.length || end < at + 4 || marker == 0) {
                    break;
                }
                segments.add(new Segment(marker, at, at + 4, end));
                at = marker == START_OF_SCAN ? afterCodedData(end) : end;
            }
        }
        return segments;
    }

    /** In coded data 0xff is followed by 0 or by a restart marker; anything else ends it. */
    private int afterCodedData(int from) {
        for (int at = from; at + 1 < bytes.length; at++) {
            if (bytes[at] == (byte) 0xff) {
                int next = bytes[at + 1] & 0xff;
                if (next != 0 && (next < 0xd0 || next > 0xd7)) {
                    return at;
                }
                at++;
            }
        }
        return bytes.length;
    }

    private int word(int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
