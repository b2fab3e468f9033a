package fluxbridge.lora;

/**
 * Something in a dictionary file that is not as documented, and what it was taken for.
 *
 * @param line of the file, from 1
 * @param id of the LoRA, {@code config} for the config block, empty for the file as a whole
 * @param field as the file spells it, empty when the entry as a whole is meant
 */
public record Oddity(int line, String id, String field, Level level, String message) {

    /** How much an oddity matters. */
    public enum Level {
        /** Read as it was surely meant; the picture is the same. */
        INFO,
        /** Something was guessed, replaced or left out. */
        WARNING
    }

    /** The place within the file: {@code mira.weight}. */
    public String place() {
        if (id.isEmpty()) {
            return field;
        }
        return field.isEmpty() ? id : id + "." + field;
    }

    @Override
    public String toString() {
        return "line " + line + ": " + place() + ": " + message;
    }
}
