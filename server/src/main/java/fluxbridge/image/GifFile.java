package fluxbridge.image;

import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.util.Optional;

/** GIF: a screen, blocks and a trailer (GIF89a specification). Carries no infotext. */
record GifFile(
        @SuppressWarnings("ArrayRecordComponent") byte[] bytes) // the file itself; never compared, never written to
        implements PictureFile {

    private static final int SCREEN_END = 13;

    static boolean matches(byte[] bytes) {
        return PictureFile.startsWith(bytes, 0, "GIF87a") || PictureFile.startsWith(bytes, 0, "GIF89a");
    }

    @Override
    public PictureFormat format() {
        return PictureFormat.GIF;
    }

    @Override
    public Size size() {
        if (bytes.length < SCREEN_END) {
            throw cutOff();
        }
        int width = word(6);
        int height = word(8);
        if (width == 0 || height == 0) {
            throw new UnreadablePictureException("a GIF that says it is " + width + "x" + height);
        }
        return new Size(width, height);
    }

    @Override
    public void check() {
        int at = SCREEN_END + colours(10);
        int frames = 0;
        while (at < bytes.length && bytes[at] != ';') {
            switch (bytes[at]) {
                case '!' -> at = afterSubBlocks(at + 2);
                case ',' -> {
                    frames++;
                    at = afterFrame(at);
                }
                default -> throw new UnreadablePictureException("a GIF broken at byte " + at);
            }
            if (frames > 1) {
                throw new UnreadablePictureException("an animated GIF; only still pictures are taken");
            }
        }
        if (at >= bytes.length) {
            throw cutOff();
        }
        if (frames == 0) {
            throw new UnreadablePictureException("a GIF without pixels");
        }
    }

    @Override
    public Optional<Slices> withInfotext(String infotext) {
        return Optional.empty();
    }

    @Override
    public Optional<String> infotext() {
        return Optional.empty();
    }

    private int afterFrame(int at) {
        if (at + 10 >= bytes.length) {
            throw cutOff();
        }
        var frame = word(at + 5) + "x" + word(at + 7);
        if (!frame.equals(size().toString())) {
            throw new UnreadablePictureException("a GIF of " + size() + " that holds a frame of " + frame);
        }
        return afterSubBlocks(at + 10 + colours(at + 9) + 1);
    }

    private int afterSubBlocks(int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != 0) {
            at += 1 + (bytes[at] & 0xff);
        }
        return at + 1;
    }

    /** Bytes of the colour table that the flags at {@code at} announce. */
    private int colours(int at) {
        int flags = bytes[at];
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private int word(int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    private UnreadablePictureException cutOff() {
        return new UnreadablePictureException("a GIF cut off after " + bytes.length + " bytes");
    }
}
