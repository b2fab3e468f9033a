package fluxbridge.openai;

/** Which of the three requests it is. */
enum Kind {
    GENERATION("image_generation"),
    EDIT("image_edit"),
    VARIATION("image_edit");

    private final String eventPrefix;

    Kind(String eventPrefix) {
        this.eventPrefix = eventPrefix;
    }

    /** Name of the event that carries a finished picture. */
    String completed() {
        return eventPrefix + ".completed";
    }
}
