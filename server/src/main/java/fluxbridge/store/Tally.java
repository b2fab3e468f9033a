package fluxbridge.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How many rows a table has, and what they hold together, whatever their order.
 *
 * @param sum of the first 64 bits of each row's SHA-256
 */
public record Tally(long rows, long sum) {

    static final Tally NONE = new Tally(0, 0);

    Tally plus(String row) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(row.getBytes(StandardCharsets.UTF_8));
            return new Tally(rows + 1, sum + ByteBuffer.wrap(hash).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
