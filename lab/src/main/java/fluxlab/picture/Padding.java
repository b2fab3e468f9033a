package fluxlab.picture;

import java.util.SplittableRandom;

/** Bytes that no compressor makes smaller, the same every time. */
final class Padding {

    private Padding() {}

    static byte[] bytes(int count) {
        var bytes = new byte[count];
        new SplittableRandom(7).nextBytes(bytes);
        return bytes;
    }
}
