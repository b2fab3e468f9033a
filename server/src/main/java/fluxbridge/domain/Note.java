package fluxbridge.domain;

import java.util.regex.Pattern;

/**
 * Something the caller should know about how the request was carried out: a dropped LoRA, a changed size, an ignored parameter.
 *
 * @param topic a short key such as {@code Dropped LoRAs}; letters, digits, spaces, {@code -} and {@code /} only, since it becomes an infotext key
 */
public record Note(String topic, String text) {

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 /-]*");

    public Note {
        if (!TOPIC.matcher(topic).matches()) {
            throw new IllegalArgumentException(
                    "a note's topic is letters, digits, spaces, - and /, was '" + topic + "'");
        }
    }

    @Override
    public String toString() {
        return topic + ": " + text;
    }
}
