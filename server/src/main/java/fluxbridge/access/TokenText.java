package fluxbridge.access;

import java.util.random.RandomGenerator;

/** How a token is written: {@code flb_} and 32 letters and digits, some 190 bits of chance. Safe in a URL, a header and Basic. */
public final class TokenText {

    static final String PREFIX = "flb_";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 32;

    private TokenText() {}

    /** @param random must be unguessable */
    static String random(RandomGenerator random) {
        var text = new StringBuilder(PREFIX);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Whether it was meant as a token of this bridge, good or not. */
    static boolean isMeant(String text) {
        return text.startsWith(PREFIX);
    }
}
