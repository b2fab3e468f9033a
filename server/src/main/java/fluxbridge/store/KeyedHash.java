package fluxbridge.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Short names for texts that must not be known: equal texts get equal names, and without the key nobody can try texts out. */
public final class KeyedHash {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEPT_BYTES = 8;

    /** Only copied: to look the algorithm up and to take the key in costs more than the hash of a short text. */
    private final Mac keyed;

    KeyedHash(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /**
     * The whole HMAC-SHA-256, as 64 hex digits.
     *
     * @param parts told apart from each other by their lengths
     */
    public String hex256(String purpose, byte[]... parts) {
        var mac = begin(purpose);
        for (var part : parts) {
            mac.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
            mac.update(part);
        }
        return HexFormat.of().formatHex(mac.doFinal());
    }

    /**
     * The first 64 bits of HMAC-SHA-256, as 16 hex digits.
     *
     * @param purpose what the name is for, such as {@code caller}; the same text has unrelated names for two purposes
     */
    public String hex(String purpose, String text) {
        return HexFormat.of().formatHex(Arrays.copyOf(mac(purpose, text), KEPT_BYTES));
    }

    /** All of HMAC-SHA-256, as 64 hex digits, where nobody may find a second text with the same one. */
    public String seal(String purpose, String text) {
        return HexFormat.of().formatHex(mac(purpose, text));
    }

    private byte[] mac(String purpose, String text) {
        return begin(purpose).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private Mac begin(String purpose) {
        try {
            var mac = (Mac) keyed.clone();
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(ALGORITHM + " of every Java can be copied", e);
        }
    }
}
