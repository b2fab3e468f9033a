package fluxbridge.prompt.presence;

/**
 * A mention's standing and why.
 *
 * @param confidence 0..1
 */
record Ruling(Standing standing, String rule, double confidence) {

    static final Ruling DEFAULT = new Ruling(Standing.PRESENT, "in the scene", 0.7);

    boolean present() {
        return standing == Standing.PRESENT;
    }
}
