package fluxbridge.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary in use: read once at the start, read again when the file has changed.
 *
 * <p>The file is looked at when somebody asks, at most once a second, because change notices do not reach every file system. A new version
 * that cannot be read, or a file that vanishes, leaves the old dictionary in use and is reported once.
 */
public final class DictionaryFile implements Supplier<LoraDictionary> {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final @Nullable Path path;
    private final InstantSource clock;
    private final Consumer<String> messages;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile LoraDictionary current;
    private volatile Instant nextLook;
    private volatile Stamp seen;

    /** What tells one version of the file from another. */
    private record Stamp(
            @Nullable FileTime modified,
            long size,
            @Nullable Object inode,
            String trouble) {

        static Stamp of(Path path) {
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey(), "");
            } catch (NoSuchFileException _) {
                return new Stamp(null, 0, null, "the file is gone");
            } catch (IOException e) {
                return new Stamp(null, 0, null, "it cannot be read (" + e + ")");
            }
        }
    }

    private DictionaryFile(@Nullable Path path, boolean mayBeMissing, InstantSource clock, Consumer<String> messages) {
        this.path = path;
        this.clock = clock;
        this.messages = messages;
        this.nextLook = clock.instant().plus(PAUSE);
        if (path == null) {
            this.seen = new Stamp(null, 0, null, "");
            this.current = DictionaryReader.sample();
        } else {
            this.seen = Stamp.of(path);
            this.current =
                    mayBeMissing && seen.modified() == null ? DictionaryReader.sample() : DictionaryReader.read(path);
        }
    }

    /**
     * The owner's dictionary.
     *
     * @param messages told about reloads and troubles, in one line each
     * @throws DictionaryException when the file cannot be read now
     */
    public static DictionaryFile open(Path path, InstantSource clock, Consumer<String> messages) {
        try {
            return new DictionaryFile(path, false, clock, messages);
        } catch (DictionaryException e) {
            throw e.in(path);
        }
    }

    /** The sample dictionary, which never changes. */
    public static DictionaryFile sample() {
        return new DictionaryFile(null, true, InstantSource.system(), _ -> {});
    }

    /** The sample dictionary until there is a file at this place. */
    public static DictionaryFile sampleUntil(Path place, InstantSource clock, Consumer<String> messages) {
        return new DictionaryFile(place, true, clock, messages);
    }

    /** Where the file is, or would be; empty for the sample that never changes. */
    Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /** Takes a file that was just written, without waiting for the next look. */
    void written(LoraDictionary dictionary) {
        looking.lock();
        try {
            seen = Stamp.of(Objects.requireNonNull(path));
            current = dictionary;
        } finally {
            looking.unlock();
        }
    }

    /** Where it comes from, for people. */
    public String source() {
        return path == null || seen.modified() == null ? "the sample dictionary" : path.toString();
    }

    /** The dictionary in use, after a look at the file when one is due. Never fails and never waits for another thread's look. */
    @Override
    public LoraDictionary get() {
        if (path != null && !clock.instant().isBefore(nextLook) && looking.tryLock()) {
            try {
                look(Objects.requireNonNull(path));
            } finally {
                nextLook = clock.instant().plus(PAUSE);
                looking.unlock();
            }
        }
        return current;
    }

    private void look(Path file) {
        var stamp = Stamp.of(file);
        if (stamp.equals(seen)) {
            return;
        }
        seen = stamp;
        if (!stamp.trouble().isEmpty()) {
            keepOld(file, stamp.trouble());
            return;
        }
        try {
            current = DictionaryReader.read(file);
            messages.accept("LoRA dictionary " + file + " read again: "
                    + current.loras().size() + " LoRAs, " + current.oddities().size()
                    + " oddities (./bridge loras validate " + file + " lists them)");
        } catch (DictionaryException e) {
            keepOld(file, e.getMessage());
        }
    }

    private void keepOld(Path file, @Nullable String trouble) {
        messages.accept("LoRA dictionary " + file + ": " + trouble + "; the "
                + current.loras().size() + " LoRAs read before stay in use");
    }
}
