package fluxbridge.image;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A file in pieces of arrays: what a text is put between are the two halves of one picture, neither of which is copied. */
public final class Slices {

    /** Divisible by 3, so that blocks of base64 join without padding. */
    private static final int BLOCK = 96 << 10;

    /** Of {@code bytes} those from {@code from} to before {@code end}. */
    private record Slice(
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes, int from, int end) { // shared, never written to
        int length() {
            return end - from;
        }
    }

    private final List<Slice> slices = new ArrayList<>();
    private int length;

    static Slices of(byte[] bytes) {
        return new Slices().add(bytes, 0, bytes.length);
    }

    /** Appends a piece; the array is kept, not copied. */
    Slices add(byte[] bytes, int from, int end) {
        if (end > from) {
            slices.add(new Slice(bytes, from, end));
            length += end - from;
        }
        return this;
    }

    Slices add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    /** Bytes of all pieces. */
    public int length() {
        return length;
    }

    /** Characters that the base64 of all pieces comes to. */
    long base64Length() {
        return (length + 2L) / 3 * 4;
    }

    /** All pieces in one new array. */
    byte[] toBytes() {
        var whole = new byte[length];
        int at = 0;
        for (var slice : slices) {
            System.arraycopy(slice.bytes, slice.from, whole, at, slice.length());
            at += slice.length();
        }
        return whole;
    }

    /** Writes the base64 of all pieces as of one file, in blocks. */
    void writeBase64(OutputStream out) throws IOException {
        var encoder = Base64.getEncoder();
        var block = new byte[Math.min(BLOCK, length)];
        var text = new byte[(block.length + 2) / 3 * 4];
        int filled = 0;
        for (var slice : slices) {
            int at = slice.from;
            while (at < slice.end) {
                int count = Math.min(block.length - filled, slice.end - at);
                System.arraycopy(slice.bytes, at, block, filled, count);
                at += count;
                filled += count;
                if (filled == block.length) {
                    out.write(text, 0, encoder.encode(block, text));
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            out.write(encoder.encode(Arrays.copyOf(block, filled)));
        }
    }
}
