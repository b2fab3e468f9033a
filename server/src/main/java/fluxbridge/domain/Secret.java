package fluxbridge.domain;

/** A key, token or password. Prints as {@code ***}; {@link #reveal()} is called only where it goes onto the wire. */
public final class Secret {

    public static final Secret NONE = new Secret("");

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    public boolean isPresent() {
        return !value.isEmpty();
    }

    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret theirs && value.equals(theirs.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return isPresent() ? "***" : "";
    }
}
