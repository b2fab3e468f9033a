package fluxlab.fault;

import java.util.Locale;

/** The ways a simulator can misbehave; {@link Fault} says what each one's value means. */
public enum FaultKind {
    /** The work takes longer by the fault's seconds. */
    SLOW,
    /** An HTTP error status, with optional {@code Retry-After} and body. */
    STATUS,
    /** 429 with {@code Retry-After: 2}. */
    RATELIMIT,
    /** A whole body that is not JSON. */
    MALFORMED,
    /** Half the announced body, then the connection closes. */
    TRUNCATED,
    /** An HTML page with status 200. */
    HTML,
    /** No answer until the client leaves, ten minutes at most. */
    HANG,
    /** The connection closes without an answer. */
    DROP,
    /** A body without end (1 GiB). */
    HUGE,
    /** Picture bytes that are no picture: variant {@code text}, {@code truncated} or {@code bomb}. */
    BADPICTURE,
    /** 302 to a foreign host. */
    REDIRECT,
    /** Success without pictures. */
    EMPTY,
    /** The picture is flagged as unsafe, where the request asks for checking. */
    NSFW,
    /** The account is out of credit. */
    CREDITS,
    /** The generation itself fails, in the vendor's shape. */
    FAIL;

    /** The name used in scripts and marks: {@code badpicture}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind written as {@code word}; {@code latency} is another word for {@link #SLOW}. */
    public static FaultKind parse(String word) {
        if (word.equalsIgnoreCase("latency")) {
            return SLOW;
        }
        for (var kind : values()) {
            if (kind.word().equalsIgnoreCase(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind must be one of " + words() + ", was " + word);
    }

    private static String words() {
        var words = new StringBuilder();
        for (var kind : values()) {
            words.append(words.isEmpty() ? "" : ", ").append(kind.word());
        }
        return words.toString();
    }
}
