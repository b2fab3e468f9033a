package fluxbridge.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.Lora;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DictionaryFileTest {

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<String> messages = new ArrayList<>();
    private Path path;
    private int version;

    @BeforeEach
    void write_the_first_version() throws IOException {
        path = folder.resolve("dict.json");
        write("{\"loras\": {\"one\": {}}}");
    }

    @Test
    void a_change_is_seen_without_a_restart() throws IOException {
        var file = open();
        write("{\"loras\": {\"two\": {}}}");
        assertThat(ids(file)).containsExactly("two");
        assertThat(messages).singleElement().asString().contains("dict.json read again: 1 LoRAs");
    }

    @Test
    void the_file_is_looked_at_once_a_second_at_most() throws IOException {
        var file = open();
        write("{\"loras\": {\"two\": {}}}");
        assertThat(file.get().loras()).extracting(Lora::id).containsExactly("one");
        now.updateAndGet(time -> time.plusMillis(999));
        assertThat(file.get().loras()).extracting(Lora::id).containsExactly("one");
        now.updateAndGet(time -> time.plusMillis(1));
        assertThat(file.get().loras()).extracting(Lora::id).containsExactly("two");
    }

    @Test
    void an_unchanged_file_is_not_read_again() {
        var file = open();
        var before = file.get();
        now.updateAndGet(time -> time.plusSeconds(5));
        assertThat(file.get()).isSameAs(before);
        assertThat(messages).isEmpty();
    }

    @Test
    void a_file_replaced_by_one_of_same_size_and_time_is_seen() throws IOException {
        var file = open();
        var other = folder.resolve("other.json");
        Files.writeString(other, "{\"loras\": {\"two\": {}}}");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
        Files.move(other, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(ids(file)).containsExactly("two");
    }

    @Test
    void a_broken_new_file_keeps_the_old_one_and_says_so_once() throws IOException {
        var file = open();
        write("{\"loras\": {\n\"two\": {]}}");
        assertThat(ids(file)).containsExactly("one");
        assertThat(ids(file)).containsExactly("one");
        assertThat(messages)
                .singleElement()
                .asString()
                .contains("dict.json: line 2, column", "the 1 LoRAs read before stay in use");
        write("{\"loras\": {\n\"two\": {}]}");
        assertThat(ids(file)).containsExactly("one");
        assertThat(messages).hasSize(2);
        write("{\"loras\": {\"two\": {}}}");
        assertThat(ids(file)).containsExactly("two");
        assertThat(messages).hasSize(3);
    }

    @Test
    void a_file_that_vanishes_keeps_the_old_one_and_is_read_when_it_is_back() throws IOException {
        var file = open();
        Files.delete(path);
        assertThat(ids(file)).containsExactly("one");
        assertThat(ids(file)).containsExactly("one");
        assertThat(messages)
                .singleElement()
                .asString()
                .contains("the file is gone; the 1 LoRAs read before stay in use");
        write("{\"loras\": {\"two\": {}}}");
        assertThat(ids(file)).containsExactly("two");
    }

    @Test
    void a_first_file_that_is_missing_or_broken_is_an_error() throws IOException {
        assertThatThrownBy(() -> DictionaryFile.open(folder.resolve("none.json"), now::get, messages::add))
                .isInstanceOf(DictionaryException.class)
                .hasMessage("none.json: there is no such file");
        assertThatThrownBy(() -> DictionaryFile.open(folder, now::get, messages::add))
                .isInstanceOf(DictionaryException.class);
        write("{");
        assertThatThrownBy(this::open)
                .isInstanceOf(DictionaryException.class)
                .hasMessageStartingWith("dict.json: line 1, column");
    }

    @Test
    void without_a_path_the_sample_is_used() {
        var file = DictionaryFile.sample();
        assertThat(file.source()).isEqualTo("the sample dictionary");
        assertThat(file.get().loras()).hasSize(12);
    }

    private DictionaryFile open() {
        return DictionaryFile.open(path, now::get, messages::add);
    }

    private List<String> ids(DictionaryFile file) {
        now.updateAndGet(time -> time.plusSeconds(1));
        return file.get().loras().stream().map(Lora::id).toList();
    }

    /** Each version has a time of its own, whatever the file system's clock can tell apart. */
    private void write(String json) throws IOException {
        Files.writeString(path, json);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000L * ++version));
    }
}
