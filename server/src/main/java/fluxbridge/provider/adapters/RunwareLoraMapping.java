package fluxbridge.provider.adapters;

import fluxbridge.provider.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of Runware's ids: {@code {address: {runware_id, uploaded_at}}}, as the owner already has it.
 *
 * <p>Every change reads the file again under a lock on a file beside it and replaces it in one move, so neither another thread nor another
 * process loses an entry, and a crash leaves the old file whole. Fields that are not ours are kept.
 */
final class RunwareLoraMapping {

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();

    RunwareLoraMapping(Path file) {
        this.file = file.toAbsolutePath();
    }

    Optional<String> find(String url) {
        lock.lock();
        try {
            return Optional.of(read().path(url).path("runware_id").asString("")).filter(id -> !id.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    void put(String url, String air, Instant at) {
        change(all -> {
            var entry = all.path(url) instanceof ObjectNode existing ? existing : all.putObject(url);
            entry.put("runware_id", air);
            entry.put(
                    "uploaded_at",
                    LocalDateTime.ofInstant(at, ZoneId.systemDefault())
                            .truncatedTo(ChronoUnit.MICROS)
                            .toString());
        });
    }

    void remove(String url) {
        change(all -> all.remove(url));
    }

    private void change(Consumer<ObjectNode> edit) {
        lock.lock();
        try {
            Files.createDirectories(file.getParent());
            var guard = file.resolveSibling(file.getFileName() + ".lock");
            try (var channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = lock(channel)) {
                var all = read();
                edit.accept(all);
                replace(all);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the lock also where the JDK refuses to: when another instance of this process holds it. */
    private static FileLock lock(FileChannel channel) throws IOException {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException _) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void replace(ObjectNode all) throws IOException {
        var fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
        try {
            Files.write(fresh, WireJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private ObjectNode read() {
        try {
            if (!Files.exists(file)) {
                return JsonNodeFactory.instance.objectNode();
            }
            if (WireJson.MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode all) {
                return all;
            }
            throw new IllegalStateException(file + " is not a JSON object; move it away, the bridge makes a new one");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    file + " is not valid JSON (" + e.getOriginalMessage()
                            + "); mend it or move it away, the bridge makes a new one",
                    e);
        }
    }
}
