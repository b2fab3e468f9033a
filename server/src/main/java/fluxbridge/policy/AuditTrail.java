package fluxbridge.policy;

/** Where refusals are written down. */
@FunctionalInterface
public interface AuditTrail {

    /**
     * @param caller id of the caller
     * @param rule id of the rule
     * @param provider who refused, empty when the bridge did
     */
    void append(String caller, String rule, String provider, String prompt);
}
