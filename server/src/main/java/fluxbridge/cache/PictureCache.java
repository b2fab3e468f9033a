package fluxbridge.cache;

import fluxbridge.domain.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finished pictures on disk, bounded by bytes and age; the least recently used go first. Replicas may share one folder.
 *
 * <p>A file is named by its key alone and holds: four bytes, the length of the story; the story as JSON; the picture's bytes; the CRC-32C of all
 * before. One that is damaged is deleted and counts as absent.
 */
public final class PictureCache implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int SUM = Integer.BYTES;
    private static final String SUFFIX = ".kept";

    /** A file that is still not whole after this was left behind by a bridge that stopped; a younger one may be a replica's at work. */
    private static final Duration HALF_WRITTEN = Duration.ofHours(1);

    private final Path folder;
    private final long maxBytes;
    private final Duration maxAge;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Consumer<String> messages;
    private final ReentrantLock lock = new ReentrantLock();

    /** Sizes in bytes by file name, least recently used first. */
    private final SequencedMap<String, Stock.Entry> entries = new LinkedHashMap<>(64, 0.75f, true);

    private long bytes;
    private boolean known;

    /**
     * @param folder made when it is not there
     * @param maxBytes of all files together
     * @param maxAge since a picture was made
     * @param ids names of files that are being written
     * @param messages hears of damage and of a disk in trouble
     * @throws UncheckedIOException when the folder cannot be made or read
     */
    public static PictureCache open(
            Path folder,
            long maxBytes,
            Duration maxAge,
            InstantSource clock,
            Supplier<String> ids,
            Consumer<String> messages) {
        var cache = new PictureCache(folder, maxBytes, maxAge, clock, ids, messages);
        try (var _ = Files.newDirectoryStream(Files.createDirectories(folder))) {
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the picture cache " + folder + " cannot be used; mend it, or set CACHE=off", e);
        }
    }

    private PictureCache(
            Path folder,
            long maxBytes,
            Duration maxAge,
            InstantSource clock,
            Supplier<String> ids,
            Consumer<String> messages) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.maxAge = maxAge;
        this.clock = clock;
        this.ids = ids;
        this.messages = messages;
    }

    /**
     * Learns what the folder holds, once; whatever needs to know does so itself. After a crash it looks at every file, so a start leaves it for
     * later. A disk in trouble is told, and asked again next time.
     */
    public void takeStock() {
        try {
            knowStock();
        } catch (IOException e) {
            messages.accept("the picture cache " + folder + " cannot be read (" + e.getMessage() + ")");
        }
    }

    private void knowStock() throws IOException {
        lock.lock();
        try {
            if (!known) {
                // What was used since the start is known already and stays behind the older ones.
                for (var one : found().reversed().entrySet()) {
                    if (isTooOld(one.getValue().writtenAt())) {
                        drop(one.getKey()); // wherever it stands: an old one may have been used last
                    } else if (!entries.containsKey(one.getKey())) {
                        entries.putFirst(one.getKey(), one.getValue());
                        bytes += one.getValue().size();
                    }
                }
                known = true;
                makeRoom(0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** All kept files, the least recently used first. */
    private SequencedMap<String, Stock.Entry> found() throws IOException {
        var names = names();
        var found = Stock.take(folder);
        found.keySet().retainAll(names);
        names.removeAll(found.keySet());
        // Written by a replica, or before a crash: nobody knows when they were last used.
        var others = new ArrayList<Map.Entry<String, Stock.Entry>>();
        for (var name : names) {
            look(name).ifPresent(entry -> others.add(Map.entry(name, entry)));
        }
        others.sort(Comparator.comparingLong(other -> other.getValue().writtenAt()));
        others.forEach(other -> found.put(other.getKey(), other.getValue()));
        return found;
    }

    private Set<String> names() throws IOException {
        var names = new HashSet<String>();
        try (var files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of the listing
        }
        names.remove(Stock.NAME);
        return names;
    }

    private Optional<Stock.Entry> look(String name) throws IOException {
        var file = folder.resolve(name);
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var at = attributes.lastModifiedTime().toMillis();
            if (name.endsWith(SUFFIX)) {
                return Optional.of(new Stock.Entry(attributes.size(), at));
            }
            if (clock.millis() - at > HALF_WRITTEN.toMillis()) {
                Files.deleteIfExists(file);
            }
            return Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty(); // another replica pushed it out
        }
    }

    private boolean isTooOld(long writtenAt) {
        return clock.millis() - writtenAt > maxAge.toMillis();
    }

    /** Whether it seems to be there, without reading it. */
    public boolean has(PictureKey key) {
        return Files.exists(folder.resolve(key.hex() + SUFFIX));
    }

    /** The picture, unless it is absent, too old or damaged. */
    public Optional<CachedPicture> get(PictureKey key) {
        var name = key.hex() + SUFFIX;
        var file = folder.resolve(name);
        try {
            var at = Files.getLastModifiedTime(file).toMillis();
            if (isTooOld(at)) {
                drop(name);
                return Optional.empty();
            }
            var content = Files.readAllBytes(file);
            var found = read(content);
            if (found.isEmpty()) {
                messages.accept("the cached picture " + name + " is damaged and was deleted");
                drop(name);
                return found;
            }
            used(name, content.length, at);
            return found;
        } catch (NoSuchFileException _) {
            forget(name);
            return Optional.empty();
        } catch (IOException e) {
            messages.accept("the cached picture " + name + " cannot be read (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    private static Optional<CachedPicture> read(byte[] content) {
        int end = content.length - SUM;
        if (end < 4) {
            return Optional.empty();
        }
        var sum = new CRC32C();
        sum.update(content, 0, end);
        if ((int) sum.getValue() != ByteBuffer.wrap(content).getInt(end)) {
            return Optional.empty();
        }
        int storyLength = ByteBuffer.wrap(content).getInt();
        if (storyLength < 0 || storyLength > end - 4) {
            return Optional.empty();
        }
        try {
            var story = MAPPER.readValue(content, 4, storyLength, CachedPicture.Story.class);
            var picture = Arrays.copyOfRange(content, 4 + storyLength, end);
            return Optional.of(new CachedPicture(new Picture(picture, story.format(), story.size()), story));
        } catch (JacksonException _) {
            return Optional.empty(); // written by another version
        }
    }

    /** Keeps a picture; one that is larger than the whole cache is not kept. A disk in trouble is told and costs nothing but the saving. */
    public void put(PictureKey key, CachedPicture picture) {
        var story = MAPPER.writeValueAsBytes(picture.story());
        long size = 4L + story.length + picture.picture().bytes().length + SUM;
        if (size > maxBytes) {
            return;
        }
        var name = key.hex() + SUFFIX;
        var half = folder.resolve(ids.get() + ".half");
        try {
            write(half, story, picture.picture().bytes());
            Files.setLastModifiedTime(half, FileTime.from(clock.instant()));
            lock.lock();
            try {
                knowStock();
                makeRoom(size);
                Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                used(name, size, clock.millis());
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            messages.accept(
                    "a picture was not cached (" + e.getMessage() + "); look at the space and rights of " + folder);
        }
    }

    private static void write(Path file, byte[] story, byte[] picture) throws IOException {
        var length = ByteBuffer.allocate(4).putInt(story.length).array();
        var sum = new CRC32C();
        sum.update(length);
        sum.update(story);
        sum.update(picture);
        try (var out = Files.newOutputStream(file)) {
            out.write(length);
            out.write(story);
            out.write(picture);
            out.write(ByteBuffer.allocate(SUM).putInt((int) sum.getValue()).array());
        }
    }

    private void used(String name, long size, long writtenAt) {
        lock.lock();
        try {
            var before = entries.put(name, new Stock.Entry(size, writtenAt));
            bytes += size - (before == null ? 0 : before.size());
        } finally {
            lock.unlock();
        }
    }

    private void forget(String name) {
        lock.lock();
        try {
            var before = entries.remove(name);
            bytes -= before == null ? 0 : before.size();
        } finally {
            lock.unlock();
        }
    }

    private void drop(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        forget(name);
    }

    /** Deletes what is too old, and the least recently used until there is room. */
    private void makeRoom(long size) throws IOException {
        lock.lock();
        try {
            for (var eldest = entries.firstEntry();
                    eldest != null
                            && (bytes + size > maxBytes
                                    || isTooOld(eldest.getValue().writtenAt()));
                    eldest = entries.firstEntry()) {
                drop(eldest.getKey());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of all files that this replica knows. */
    public long bytes() {
        takeStock();
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    public int pictures() {
        takeStock();
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves what it knows for the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (known) {
                Stock.leave(folder, folder.resolve(ids.get() + ".half"), entries);
            }
        } catch (IOException e) {
            messages.accept("the picture cache " + folder + " could not note what it holds (" + e.getMessage()
                    + "); the next start looks at every file instead");
        } finally {
            lock.unlock();
        }
    }
}
