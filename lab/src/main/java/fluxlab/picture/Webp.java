package fluxlab.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes lossless WebP (VP8L): no transforms, one Huffman group, and copies of the row above or the pixel before wherever
 * they fit, which is nearly everywhere in a picture made of cells.
 */
final class Webp {

    // Green alphabet: 256 literals and 24 length prefixes. Every symbol gets 9 bits but the first 232, which get 8:
    // 232/256 + 48/512 = 1, a complete code.
    private static final int GREEN_SYMBOLS = 280;
    private static final int GREEN_SHORT = 232;
    private static final int LONGEST_COPY = 4096;
    private static final int ABOVE = 1;
    private static final int BEFORE = 2;

    private Webp() {}

    static byte[] encode(Canvas canvas, int leastBytes) {
        var bits = new Bits();
        bits.put(0x2F, 8);
        bits.put(canvas.width() - 1, 14);
        bits.put(canvas.height() - 1, 14);
        bits.put(0, 1); // no alpha
        bits.put(0, 3); // version
        bits.put(0, 1); // no transform
        bits.put(0, 1); // no colour cache
        bits.put(0, 1); // one Huffman group
        greenCode(bits);
        flatCode(bits); // red: 256 symbols of 8 bits
        flatCode(bits); // blue
        bits.put(0b101, 3); // alpha: simple code, one symbol, given in 8 bits
        bits.put(255, 8);
        distanceCode(bits);
        pixels(bits, canvas);
        return riff(bits.bytes(), leastBytes);
    }

    private static void pixels(Bits bits, Canvas canvas) {
        var width = canvas.width();
        var total = width * canvas.height();
        for (var at = 0; at < total; ) {
            var above = at < width ? 0 : run(canvas, at, total, width);
            var before = at < 1 ? 0 : run(canvas, at, total, 1);
            if (Math.max(above, before) < 3) {
                literal(bits, rgb(canvas, at));
                at++;
            } else {
                copy(bits, Math.max(above, before), above >= before ? ABOVE : BEFORE);
                at += Math.max(above, before);
            }
        }
    }

    private static int rgb(Canvas canvas, int at) {
        return canvas.rgb(at % canvas.width(), at / canvas.width());
    }

    private static int run(Canvas canvas, int at, int total, int back) {
        var end = Math.min(total, at + LONGEST_COPY);
        var to = at;
        while (to < end && rgb(canvas, to) == rgb(canvas, to - back)) {
            to++;
        }
        return to - at;
    }

    private static void literal(Bits bits, int rgb) {
        green(bits, rgb >> 8 & 255);
        bits.putCode(rgb >> 16 & 255, 8);
        bits.putCode(rgb & 255, 8);
        // The only alpha symbol takes no bits.
    }

    /** A copy of {@code length} pixels; distance symbol 0 stands for code 1 (above), 1 for code 2 (before). */
    private static void copy(Bits bits, int length, int distance) {
        if (length <= 4) {
            green(bits, 256 + length - 1);
        } else {
            var value = length - 1;
            var high = 31 - Integer.numberOfLeadingZeros(value);
            var second = value >> (high - 1) & 1;
            green(bits, 256 + 2 * high + second);
            bits.put(value & (1 << (high - 1)) - 1, high - 1);
        }
        bits.putCode(distance == ABOVE ? 0 : 1, 1);
    }

    private static void green(Bits bits, int symbol) {
        if (symbol < GREEN_SHORT) {
            bits.putCode(symbol, 8);
        } else {
            bits.putCode(2 * GREEN_SHORT + symbol - GREEN_SHORT, 9);
        }
    }

    /** Code lengths 8 and 9, told by a code-length code of one bit each. */
    private static void greenCode(Bits bits) {
        lengthsHead(bits, 1, 1);
        for (var symbol = 0; symbol < GREEN_SYMBOLS; symbol++) {
            bits.put(symbol < GREEN_SHORT ? 0 : 1, 1);
        }
    }

    private static void flatCode(Bits bits) {
        // A code-length code with one symbol would take no bits; some readers want two, so 9 is named and never used.
        lengthsHead(bits, 1, 1);
        for (var symbol = 0; symbol < 256; symbol++) {
            bits.put(0, 1);
        }
    }

    /** The head of a normal code: lengths of the code-length code for 8 and 9, all symbols given. */
    private static void lengthsHead(Bits bits, int eight, int nine) {
        bits.put(0, 1);
        // Order of the code-length code: 17 18 0 1 2 3 4 5 16 6 7 8 9 …; 8 is the twelfth, 9 the thirteenth.
        bits.put(13 - 4, 4);
        for (var i = 0; i < 11; i++) {
            bits.put(0, 3);
        }
        bits.put(eight, 3);
        bits.put(nine, 3);
        bits.put(0, 1); // max_symbol: all of the alphabet
    }

    /** A simple code of two symbols: 0 and 1, one bit each. */
    private static void distanceCode(Bits bits) {
        bits.put(1, 1);
        bits.put(1, 1); // two symbols
        bits.put(0, 1); // the first in one bit
        bits.put(0, 1);
        bits.put(1, 8);
    }

    private static byte[] riff(byte[] stream, int leastBytes) {
        var padded = stream.length + (stream.length & 1);
        var padding = Math.max(0, leastBytes - padded - 28);
        padding += padding & 1;
        var size = 12 + 8 + padded + (padding == 0 ? 0 : 8 + padding);
        var file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(size - 8).put(ascii("WEBP"));
        file.put(ascii("VP8L")).putInt(stream.length).put(stream);
        if (padding > 0) {
            file.position(20 + padded);
            file.put(ascii("laBp")).putInt(padding).put(Padding.bytes(padding));
        }
        return file.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Bits, the least significant first; Huffman codes the other way round, as their readers take them. */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 << 10);
        private long held;
        private int count;

        void put(int value, int width) {
            held |= (long) value << count;
            count += width;
            while (count >= 8) {
                out.write((int) held);
                held >>>= 8;
                count -= 8;
            }
        }

        void putCode(int code, int width) {
            put(Integer.reverse(code) >>> (32 - width), width);
        }

        byte[] bytes() {
            if (count > 0) {
                out.write((int) held);
                held = 0;
                count = 0;
            }
            return out.toByteArray();
        }
    }
}
