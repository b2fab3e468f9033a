package fluxbridge.a1111;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a picture was made, as A1111 writes it beside the pixels: the prompt, a line {@code Negative prompt: …}, and one line of pairs.
 *
 * <p>The grammar is A1111 1.10's {@code create_infotext} and {@code parse_generation_parameters}. It cannot hold everything, and what it loses is
 * lost here too: white space at the ends of lines and blank lines at the start of a text; a prompt's line that begins with
 * {@code Negative prompt:}, from where on all is negative; a value that is empty, begins with white space, or begins and ends with a quotation
 * mark without needing quotes itself; and a last line of fewer than three pairs, which is read as prompt.
 *
 * @param negative empty for none
 * @param pairs in the order in which they are written; a size is one pair, {@code Size: 832x1216}
 */
public record Infotext(String prompt, String negative, SequencedMap<String, String> pairs) {

    private static final String NEGATIVE = "Negative prompt:";

    private static final int FEWEST_PAIRS = 3;

    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern SIZE = Pattern.compile("(\\d+)x(\\d+)", Pattern.UNICODE_CHARACTER_CLASS);

    /** What A1111 takes for a pair that is missing, in its order and with its types. */
    private static final List<Map.Entry<String, Object>> DEFAULTS = List.of(
            Map.entry("Clip skip", "1"),
            Map.entry("Hires resize-1", 0),
            Map.entry("Hires resize-2", 0),
            Map.entry("Hires sampler", "Use same sampler"),
            Map.entry("Hires schedule type", "Use same scheduler"),
            Map.entry("Hires checkpoint", "Use same checkpoint"),
            Map.entry("Hires prompt", ""),
            Map.entry("Hires negative prompt", ""),
            Map.entry("Mask mode", "Inpaint masked"),
            Map.entry("Masked content", "original"),
            Map.entry("Inpaint area", "Whole picture"),
            Map.entry("Masked area padding", 32),
            Map.entry("RNG", "GPU"),
            Map.entry("Schedule type", "Automatic"),
            Map.entry("Schedule max sigma", 0),
            Map.entry("Schedule min sigma", 0),
            Map.entry("Schedule rho", 0),
            Map.entry("VAE Encoder", "Full"),
            Map.entry("VAE Decoder", "Full"),
            Map.entry("FP8 weight", "Disable"),
            Map.entry("Refiner switch by sampling steps", false));

    public Infotext {
        pairs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(pairs));
    }

    /** The text. A pair whose value equals its key is written as the key alone, as A1111 does. */
    public String write() {
        var text = new StringBuilder(prompt);
        if (!negative.isEmpty()) {
            text.append('\n').append(NEGATIVE).append(' ').append(negative);
        }
        var written = new ArrayList<String>();
        pairs.forEach((key, value) -> written.add(key.equals(value) ? key : key + ": " + quoted(value)));
        return strip(text.append('\n').append(String.join(", ", written)).toString());
    }

    /** Reads any text; one without pairs is all prompt. */
    public static Infotext parse(String text) {
        var lines = new ArrayList<>(List.of(strip(text).split("\n", -1)));
        var pairs = new InfotextPairs(lines.getLast()).read();
        if (pairs.size() < FEWEST_PAIRS) {
            pairs = List.of();
        } else {
            lines.removeLast();
        }
        var prompt = new StringBuilder();
        var negative = new StringBuilder();
        var part = prompt;
        for (String untrimmed : lines) {
            String line = strip(untrimmed);
            if (line.startsWith(NEGATIVE)) {
                part = negative;
                line = strip(line.substring(NEGATIVE.length()));
            }
            part.append(part.isEmpty() ? "" : "\n").append(line);
        }
        var read = new LinkedHashMap<String, String>();
        for (var pair : pairs) {
            if (!pair.getValue().isEmpty()) {
                read.put(pair.getKey(), unquoted(pair.getValue()));
            }
        }
        return new Infotext(prompt.toString(), negative.toString(), read);
    }

    /**
     * The {@code parameters} of {@code POST /sdapi/v1/png-info}: the pairs with sizes split in two, both prompts, and A1111's defaults.
     *
     * <p>Left out is what only steers A1111's own page: styles found in the prompt, {@code Emphasis}, and the upgrades of texts from versions
     * before 1.8.
     *
     * @return values are strings, whole numbers and truth values, as A1111 has them
     */
    public SequencedMap<String, Object> parameters() {
        var parameters = new LinkedHashMap<String, Object>();
        pairs.forEach((key, value) -> {
            var size = SIZE.matcher(value);
            if (size.matches()) {
                parameters.put(key + "-1", size.group(1));
                parameters.put(key + "-2", size.group(2));
            } else {
                parameters.put(key, value);
            }
        });
        String hypernet = pairs.containsKey("Hypernet")
                ? "<hypernet:" + pairs.get("Hypernet") + ":" + pairs.getOrDefault("Hypernet strength", "1.0") + ">"
                : "";
        parameters.put("Prompt", prompt + hypernet);
        parameters.put("Negative prompt", negative);
        DEFAULTS.forEach(missing -> parameters.putIfAbsent(missing.getKey(), missing.getValue()));
        return parameters;
    }

    private static String quoted(String value) {
        boolean plain = value.indexOf(',') < 0 && value.indexOf('\n') < 0 && value.indexOf(':') < 0;
        return plain ? value : JSON.writeValueAsString(value);
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        try {
            return JSON.readValue(value, String.class);
        } catch (JacksonException _) {
            return value; // A1111 keeps what is no JSON
        }
    }

    /** Without white space at both ends, by Python's notion of it, which has the no-break spaces too. */
    private static String strip(String text) {
        int from = 0;
        int end = text.length();
        while (from < end && InfotextPairs.isSpace(text.charAt(from))) {
            from++;
        }
        while (end > from && InfotextPairs.isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(from, end);
    }
}
