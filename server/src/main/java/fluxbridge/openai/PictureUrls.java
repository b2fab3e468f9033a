package fluxbridge.openai;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Pictures that are fetched by url for a while: files in a folder, each under 128 random bits that nobody can guess, so that the url needs no
 * credential. Whoever has a url has the picture, until it expires.
 *
 * <p>A file's name tells when it expires, so a restart loses none. When all together grow over the bound, the oldest go first.
 */
public final class PictureUrls {

    /** Where a url's name begins. */
    public static final String PATH = "/v1/images/files/";

    private static final Pattern FILE = Pattern.compile("([0-9a-f]{32})\\.(\\d{1,12})\\.(png|jpg)");

    private final Path folder;
    private final Duration life;
    private final long mostBytes;
    private final InstantSource clock;
    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();

    /** By name, the next to expire first. */
    private final SequencedMap<String, Kept> kept = new LinkedHashMap<>();

    private long bytes;

    /** A picture's file. */
    public record Kept(Path file, PictureFormat format, long bytes, Instant until) {}

    /**
     * @param folder made when the first picture is kept
     * @param mostBytes of all files together
     * @param random cryptographically strong
     */
    public PictureUrls(Path folder, Duration life, long mostBytes, InstantSource clock, RandomGenerator random) {
        this.folder = folder;
        this.life = life;
        this.mostBytes = mostBytes;
        this.clock = clock;
        this.random = random;
        readFolder();
    }

    private void readFolder() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            files.filter(file -> FILE.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(PictureUrls::until))
                    .forEach(this::take);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
        sweep();
    }

    private static Instant until(Path file) {
        var matcher = FILE.matcher(file.getFileName().toString());
        return matcher.matches() ? Instant.ofEpochSecond(Long.parseLong(matcher.group(2))) : Instant.EPOCH;
    }

    private void take(Path file) {
        var matcher = FILE.matcher(file.getFileName().toString());
        if (matcher.matches()) {
            var format = matcher.group(3).equals("png") ? PictureFormat.PNG : PictureFormat.JPEG;
            add(matcher.group(1) + "." + matcher.group(3), new Kept(file, format, length(file), until(file)));
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0; // gone, and the next sweep forgets it
        }
    }

    private void add(String name, Kept picture) {
        kept.putLast(name, picture);
        bytes += picture.bytes();
    }

    /**
     * Keeps a picture for its time.
     *
     * @param picture PNG or JPEG
     * @return the name to append to {@link #PATH}
     * @throws IOException when it cannot be written
     */
    public String keep(Picture picture) throws IOException {
        var id = new byte[16];
        random.nextBytes(id);
        var hex = HexFormat.of().formatHex(id);
        var until = clock.instant().plus(life);
        var extension = picture.format().extension();
        Files.createDirectories(folder, ownerOnly());
        var file = folder.resolve(hex + "." + until.getEpochSecond() + "." + extension);
        try {
            Files.write(file, picture.bytes());
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        lock.lock();
        try {
            add(hex + "." + extension, new Kept(file, picture.format(), picture.bytes().length, until));
            dropOld();
        } finally {
            lock.unlock();
        }
        return hex + "." + extension;
    }

    private FileAttribute<?>[] ownerOnly() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** The file of that name; empty when there is none or its time is over. */
    public Optional<Kept> find(String name) {
        lock.lock();
        try {
            dropOld();
            return Optional.ofNullable(kept.get(name));
        } finally {
            lock.unlock();
        }
    }

    /** How long a url can be fetched from now on. */
    public Duration left(Kept picture) {
        return Duration.between(clock.instant(), picture.until());
    }

    /** Deletes what has expired. */
    public void sweep() {
        lock.lock();
        try {
            dropOld();
        } finally {
            lock.unlock();
        }
    }

    private void dropOld() {
        var now = clock.instant();
        while (!kept.isEmpty() && (!kept.firstEntry().getValue().until().isAfter(now) || bytes > mostBytes)) {
            var oldest = kept.pollFirstEntry().getValue();
            bytes -= oldest.bytes();
            try {
                Files.deleteIfExists(oldest.file());
            } catch (IOException _) {
                // It cannot be fetched any more; the next start tries again.
            }
        }
    }
}
