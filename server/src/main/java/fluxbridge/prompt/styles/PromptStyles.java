package fluxbridge.prompt.styles;

import fluxbridge.domain.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The styles of a {@code styles.csv} as A1111 writes it: {@code name,prompt,negative_prompt}. The file is looked at when somebody asks, at
 * most once a second, and read again when it has changed. Without a file there are none.
 */
public final class PromptStyles {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long LARGEST = 10_000_000;

    private final Optional<Path> path;
    private final InstantSource clock;
    private final Consumer<String> messages;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Map<String, Style> current = Map.of();
    private volatile Instant nextLook = Instant.MIN;
    private @Nullable Stamp seen;

    private record Stamp(FileTime modified, long size) {}

    /**
     * @param path empty for no styles; may come into being later
     * @param messages told about troubles, in one line each
     */
    public PromptStyles(Optional<Path> path, InstantSource clock, Consumer<String> messages) {
        this.path = path;
        this.clock = clock;
        this.messages = messages;
    }

    /** A prompt with styles, and those of their names that are not known. */
    public record Styled(Prompt prompt, List<String> unknown) {}

    /** Every style, in the order of the file. */
    public List<Style> all() {
        return List.copyOf(styles().values());
    }

    /** The prompt with each style laid around it in turn, positive and negative. */
    public Styled apply(Prompt prompt, List<String> names) {
        var known = names.isEmpty() ? Map.<String, Style>of() : styles();
        var unknown = new ArrayList<String>();
        var text = prompt.text();
        var negative = prompt.negative();
        for (var name : names) {
            var style = known.get(name);
            if (style != null) {
                text = Style.merged(style.prompt(), text);
                negative = Style.merged(style.negative(), negative);
            } else if (!name.isBlank() && !name.equals("None")) {
                unknown.add(name);
            }
        }
        return new Styled(new Prompt(text, negative), unknown);
    }

    private Map<String, Style> styles() {
        if (path.isPresent() && !clock.instant().isBefore(nextLook) && looking.tryLock()) {
            try {
                look(path.get());
            } finally {
                nextLook = clock.instant().plus(PAUSE);
                looking.unlock();
            }
        }
        return current;
    }

    private void look(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                seen = null;
                current = Map.of();
                return;
            }
            var stamp = new Stamp(Files.getLastModifiedTime(file), Files.size(file));
            if (stamp.equals(seen)) {
                return;
            }
            seen = stamp;
            if (stamp.size() > LARGEST) {
                messages.accept("styles file " + file + ": " + stamp.size() + " bytes are over the limit of " + LARGEST
                        + "; the styles read before stay in use");
                return;
            }
            current = read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            messages.accept("styles file " + file + " cannot be read (" + e + "); the styles read before stay in use");
        }
    }

    /** Columns go by their names, in any order; {@code text} is what A1111 once called the prompt. */
    static Map<String, Style> read(String csv) {
        var rows = Csv.rows(csv.startsWith("\ufeff") ? csv.substring(1) : csv);
        if (rows.isEmpty()) {
            return Map.of();
        }
        var head = rows.getFirst();
        int name = head.indexOf("name");
        int prompt = Math.max(head.indexOf("prompt"), head.indexOf("text"));
        int negative = head.indexOf("negative_prompt");
        var styles = new LinkedHashMap<String, Style>();
        for (var row : rows.subList(1, rows.size())) {
            var style = new Style(field(row, name), field(row, prompt), field(row, negative));
            if (!style.name().isBlank()) {
                styles.put(style.name(), style);
            }
        }
        return java.util.Collections.unmodifiableMap(styles);
    }

    private static String field(List<String> row, int column) {
        return column >= 0 && column < row.size() ? row.get(column) : "";
    }
}
