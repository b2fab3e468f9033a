package fluxbridge.domain;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Internet addresses that begin with the same bits, such as {@code 10.0.0.0/8}, or a single one.
 *
 * @param address any address of the range
 * @param bits how many of its first bits they share
 */
public record AddressRange(InetAddress address, int bits) {

    public AddressRange {
        int longest = address.getAddress().length * 8;
        if (bits < 0 || bits > longest) {
            throw new IllegalArgumentException(
                    "a range of " + address.getHostAddress() + " has 0.." + longest + " common bits, was " + bits);
        }
    }

    /**
     * Reads {@code 192.168.0.0/16}, {@code fd00::/8} or a single address.
     *
     * @throws IllegalArgumentException for anything else; host names are never looked up
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        return new AddressRange(
                address, slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        return mine.length == theirs.length && Arrays.equals(masked(mine, bits), masked(theirs, bits));
    }

    /** The range of {@code bits} common bits around an address; the whole address where it is shorter. */
    public static AddressRange around(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        int shared = Math.min(bits, bytes.length * 8);
        return new AddressRange(ofBytes(masked(bytes, shared)), shared);
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of the same length", e);
        }
    }

    private static byte[] masked(byte[] bytes, int bits) {
        byte[] masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            masked[i] &= (byte) (0xff00 >> kept);
        }
        return masked;
    }
}
