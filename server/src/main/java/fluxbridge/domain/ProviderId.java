package fluxbridge.domain;

/** The short lower-case name of a provider, as in settings, logs and the {@code provider} field of {@code info}. */
public record ProviderId(String value) {

    public ProviderId {
        if (!value.matches("[a-z][a-z0-9-]{0,31}")) {
            throw new IllegalArgumentException("provider id must match [a-z][a-z0-9-]*, was '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
