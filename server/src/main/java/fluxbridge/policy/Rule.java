package fluxbridge.policy;

/** Why a request is refused. Callers never learn which. */
public enum Rule {
    /** Sexual, with somebody who is or may be under age. */
    SEXUAL_MINOR("sexual-minor"),
    /** Sexual, with the likeness of somebody who exists or may exist. */
    SEXUAL_REAL_PERSON("sexual-real-person"),
    /** A provider's own safety checker declined. */
    PROVIDER_SAFETY("provider-safety");

    private final String id;

    Rule(String id) {
        this.id = id;
    }

    /** As it stands in the audit table. */
    public String id() {
        return id;
    }
}
