package fluxbridge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PictureCacheTest {

    private static final Size SIZE = new Size(8, 8);

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<String> messages = new ArrayList<>();

    private PictureCache open(long maxBytes) {
        return PictureCache.open(
                folder,
                maxBytes,
                Duration.ofDays(1),
                now::get,
                () -> UUID.randomUUID().toString(),
                messages::add);
    }

    private static PictureKey key(int n) {
        return new PictureKey("%064x".formatted(n));
    }

    private static CachedPicture picture(int bytes) {
        var picture = new Picture(new byte[bytes], PictureFormat.PNG, SIZE);
        return new CachedPicture(
                picture,
                new CachedPicture.Story(
                        "fal",
                        "flux",
                        7L,
                        "a boat",
                        "",
                        List.of("mira"),
                        SIZE,
                        List.of(new Note("Size change", "x")),
                        PictureFormat.PNG,
                        SIZE));
    }

    private Path file(int n) {
        return folder.resolve(key(n).hex() + ".kept");
    }

    @Test
    void what_was_put_comes_back_as_it_was_also_after_a_restart() throws IOException {
        open(10_000).put(key(1), picture(100));
        assertThat(open(10_000).get(key(1))).contains(picture(100));
        assertThat(open(10_000).get(key(2))).isEmpty();
    }

    @Test
    void the_least_recently_used_goes_first_and_the_bytes_never_exceed_the_bound() throws IOException {
        var cache = open(4_000);
        putThree(cache);
        assertThat(cache.get(key(1))).isPresent();
        cache.put(key(4), picture(900));
        assertThat(cache.get(key(2))).isEmpty();
        assertThat(cache.get(key(1))).isPresent();
        assertThat(cache.get(key(4))).isPresent();
        assertThat(cache.bytes()).isLessThanOrEqualTo(4_000).isEqualTo(onDisk());
    }

    @Test
    void a_smaller_bound_after_a_restart_is_kept_as_soon_as_stock_is_taken() throws IOException {
        var cache = open(100_000);
        for (int i = 0; i < 20; i++) {
            now.updateAndGet(at -> at.plusSeconds(1));
            cache.put(key(i), picture(900));
        }
        var smaller = open(3_000);
        smaller.takeStock();
        assertThat(onDisk()).isLessThanOrEqualTo(3_000);
        assertThat(smaller.get(key(19))).isPresent();
        assertThat(smaller.get(key(0))).isEmpty();
    }

    @Test
    void a_picture_larger_than_the_cache_is_not_kept_and_throws_nothing_out() throws IOException {
        var cache = open(2_000);
        cache.put(key(1), picture(500));
        cache.put(key(2), picture(5_000));
        assertThat(cache.get(key(2))).isEmpty();
        assertThat(cache.get(key(1))).isPresent();
    }

    @Test
    void what_is_too_old_is_gone() throws IOException {
        var cache = open(10_000);
        cache.put(key(1), picture(100));
        now.updateAndGet(at -> at.plus(Duration.ofDays(2)));
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
        assertThat(cache.bytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 40, 200})
    void a_damaged_file_is_deleted_told_and_counts_as_absent(int at) throws IOException {
        var cache = open(10_000);
        cache.put(key(1), picture(100));
        var content = Files.readAllBytes(file(1));
        content[at] ^= 1;
        overwrite(content);
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
        assertThat(messages).hasSize(1).first().asString().contains("damaged");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 35, 36, 50})
    void a_truncated_file_is_deleted(int length) throws IOException {
        var cache = open(10_000);
        cache.put(key(1), picture(100));
        overwrite(Arrays.copyOf(Files.readAllBytes(file(1)), length));
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
    }

    @Test
    void what_was_half_written_at_a_crash_is_swept_at_the_start() throws IOException {
        Files.write(folder.resolve("x.half"), new byte[10]);
        open(10_000).takeStock();
        assertThat(folder.resolve("x.half")).doesNotExist();
    }

    @Test
    void what_a_replica_is_writing_is_not_swept() throws IOException {
        var half = Files.write(folder.resolve("x.half"), new byte[10]);
        Files.setLastModifiedTime(half, FileTime.from(now.get()));
        open(10_000).takeStock();
        assertThat(half).exists();
    }

    @Test
    void opening_looks_at_no_file() throws IOException {
        Files.write(folder.resolve("x.half"), new byte[10]);
        open(10_000);
        assertThat(folder.resolve("x.half")).exists();
    }

    @Test
    void a_picture_used_before_stock_is_taken_outlives_the_older_ones() throws IOException {
        var cache = open(4_000);
        putThree(cache);
        var later = open(4_000);
        assertThat(later.get(key(1))).isPresent();
        later.put(key(4), picture(900));
        assertThat(later.get(key(2))).isEmpty();
        assertThat(later.get(key(1))).isPresent();
        assertThat(later.bytes()).isEqualTo(onDisk());
    }

    @Test
    void the_order_of_use_outlives_a_stop_and_the_note_of_it_is_read_once() throws IOException {
        var cache = open(4_000);
        putThree(cache);
        assertThat(cache.get(key(1))).isPresent();
        cache.close();
        assertThat(folder.resolve("stock")).exists();

        var later = open(4_000);
        assertThat(later.pictures()).isEqualTo(3);
        assertThat(folder.resolve("stock")).doesNotExist();
        assertThat(later.bytes()).isEqualTo(onDisk());
        later.put(key(4), picture(900));
        assertThat(later.get(key(2))).isEmpty();
        assertThat(later.get(key(1))).isPresent();
    }

    @Test
    void what_grew_too_old_while_the_bridge_stood_still_goes_although_it_was_used_last() throws IOException {
        var cache = open(10_000);
        cache.put(key(1), picture(100));
        now.updateAndGet(at -> at.plus(Duration.ofHours(12)));
        cache.put(key(2), picture(100));
        assertThat(cache.get(key(1))).isPresent();
        cache.close();
        now.updateAndGet(at -> at.plus(Duration.ofHours(13)));
        var later = open(10_000);
        assertThat(later.pictures()).isOne();
        assertThat(file(1)).doesNotExist();
        assertThat(later.bytes()).isEqualTo(onDisk());
    }

    @Test
    void a_note_counts_only_for_what_is_there_and_the_rest_is_looked_at() throws IOException {
        var cache = open(10_000);
        putThree(cache);
        cache.close();
        Files.delete(file(1));
        Files.writeString(
                folder.resolve("stock"),
                Files.readAllLines(folder.resolve("stock")).get(1) + "\n\0\0\0\n" + key(3).hex() + ".kept 9x 1\n"
                        + key(3).hex());
        var later = open(10_000);
        later.put(key(4), picture(900));
        assertThat(later.pictures()).isEqualTo(3);
        assertThat(later.bytes()).isEqualTo(onDisk());
    }

    @Test
    void a_cache_that_never_took_stock_leaves_the_note_of_the_one_before() throws IOException {
        var cache = open(10_000);
        cache.put(key(1), picture(900));
        cache.close();
        open(10_000).close();
        assertThat(open(10_000).pictures()).isOne();
        assertThat(folder.resolve("stock")).doesNotExist();
    }

    @Test
    void a_folder_that_is_gone_is_told_and_stock_is_taken_when_it_is_back() throws IOException {
        open(10_000).put(key(1), picture(100));
        var cache = open(10_000);
        var away = Files.move(folder, folder.resolveSibling(folder.getFileName() + "-away"));
        cache.takeStock();
        assertThat(messages).hasSize(1).first().asString().contains("cannot be read");
        Files.move(away, folder);
        assertThat(cache.pictures()).isOne();
    }

    @Test
    void a_replica_sees_what_another_wrote_into_the_shared_folder() throws IOException {
        var one = open(10_000);
        var two = open(10_000);
        one.put(key(1), picture(100));
        assertThat(two.get(key(1))).isPresent();
        assertThat(two.bytes()).isEqualTo(one.bytes());
    }

    /** Each a second after the one before. */
    private void putThree(PictureCache cache) {
        for (int i = 1; i <= 3; i++) {
            now.updateAndGet(at -> at.plusSeconds(1));
            cache.put(key(i), picture(900));
        }
    }

    private void overwrite(byte[] content) throws IOException {
        var at = Files.getLastModifiedTime(file(1));
        Files.write(file(1), content);
        Files.setLastModifiedTime(file(1), at);
    }

    private long onDisk() throws IOException {
        long sum = 0;
        try (var files = Files.list(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                sum += Files.size(file);
            }
        }
        return sum;
    }
}
