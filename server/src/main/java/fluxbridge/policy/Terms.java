package fluxbridge.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The terms of one language by their class. {@code policy/de.txt} holds all classes but one, each under its name in brackets;
 * {@code policy/de.b64} holds the class {@code sexual}, encoded only so that nobody has to read it by accident. A {@code #} starts a comment.
 *
 * <p>Two files a language: what lies in the jar is looked for in every module of the JDK first, so a start feels each file.
 */
record Terms(Map<String, List<String>> classes) {

    static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "pt", "it", "ru", "ja", "zh", "ko", "hi");

    private static final Set<String> PLAIN = Set.of("minor", "age", "likeness", "adult", "clothed", "neutral");

    /**
     * @throws IllegalStateException when a file is missing, or holds a line that belongs to no class
     */
    static Terms read(String language) {
        var classes = new HashMap<String, List<String>>();
        classes.put(
                "sexual",
                lines(new String(Base64.getMimeDecoder().decode(resource(language + ".b64")), StandardCharsets.UTF_8)));
        var current = "";
        for (var line : lines(new String(resource(language + ".txt"), StandardCharsets.UTF_8))) {
            if (line.startsWith("[")) {
                current = line.substring(1, line.length() - 1);
            } else if (PLAIN.contains(current)) {
                classes.computeIfAbsent(current, _ -> new ArrayList<>()).add(line);
            } else {
                throw new IllegalStateException("policy/" + language + ".txt: '" + line + "' stands under [" + current
                        + "]; there are " + PLAIN);
            }
        }
        return new Terms(classes);
    }

    /** The lines of a class; none when the language has none. */
    List<String> of(String name) {
        return classes.getOrDefault(name, List.of());
    }

    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static byte[] resource(String name) {
        try (var in = Objects.requireNonNull(Terms.class.getResourceAsStream("/policy/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("policy/" + name + " is not readable in the jar", e);
        }
    }
}
