package fluxbridge.provider.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.provider.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunwareLoraMappingTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");

    /** As the owner's earlier bridge wrote it, with a field that this one does not know. */
    private static final String OWNERS = """
            {
              "https://huggingface.co/u/r/resolve/main/mira.safetensors": {
                "runware_id": "deathwalker:f75e759e8548@1",
                "uploaded_at": "2026-02-01T12:00:00.123456",
                "note": "keep me",
                "size": 12345678901234567890.5
              },
              "comment": "not an entry"
            }""";

    @TempDir
    Path folder;

    @Test
    void the_owners_file_is_read_as_it_is() throws IOException {
        var file = Files.writeString(folder.resolve("map.json"), OWNERS);
        var mapping = new RunwareLoraMapping(file);

        assertThat(mapping.find("https://huggingface.co/u/r/resolve/main/mira.safetensors"))
                .contains("deathwalker:f75e759e8548@1");
        assertThat(mapping.find("https://huggingface.co/u/r/resolve/main/other.safetensors"))
                .isEmpty();
        assertThat(mapping.find("comment")).isEmpty();
        assertThat(file).hasContent(OWNERS);
    }

    @Test
    void an_entry_is_added_in_the_owners_form_and_all_else_is_kept() throws IOException {
        var file = Files.writeString(folder.resolve("map.json"), OWNERS);

        new RunwareLoraMapping(file).put("https://a.example/kael.safetensors", "fluxbridge:abc@1", NOW);

        var written = WireJson.MAPPER.readTree(Files.readAllBytes(file));
        var before = WireJson.MAPPER.readTree(OWNERS);
        before.propertyNames().forEach(name -> assertThat(written.path(name)).isEqualTo(before.path(name)));
        var entry = written.path("https://a.example/kael.safetensors");
        assertThat(entry.propertyNames()).containsExactly("runware_id", "uploaded_at");
        assertThat(entry.path("runware_id").asString()).isEqualTo("fluxbridge:abc@1");
        assertThat(entry.path("uploaded_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.123456");
    }

    @Test
    void an_entry_that_is_written_again_keeps_its_other_fields() throws IOException {
        var file = Files.writeString(folder.resolve("map.json"), OWNERS);
        var url = "https://huggingface.co/u/r/resolve/main/mira.safetensors";

        new RunwareLoraMapping(file).put(url, "fluxbridge:abc@2", NOW);

        var entry = WireJson.MAPPER.readTree(Files.readAllBytes(file)).path(url);
        assertThat(entry.path("runware_id").asString()).isEqualTo("fluxbridge:abc@2");
        assertThat(entry.path("note").asString()).isEqualTo("keep me");
        assertThat(entry.path("size").asString()).isEqualTo("12345678901234567890.5");
    }

    @Test
    void many_threads_and_two_instances_lose_nothing() throws Exception {
        var file = folder.resolve("deeper/map.json");
        var mappings = new RunwareLoraMapping[] {new RunwareLoraMapping(file), new RunwareLoraMapping(file)};
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var puts = IntStream.range(0, 60)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        go.await();
                        mappings[i % 2].put("https://a.example/" + i, "fluxbridge:" + i + "@1", NOW);
                        return null;
                    }))
                    .toList();
            go.countDown();
            for (var put : puts) {
                put.get();
            }
        }

        for (int i = 0; i < 60; i++) {
            assertThat(mappings[(i + 1) % 2].find("https://a.example/" + i)).contains("fluxbridge:" + i + "@1");
        }
    }

    @Test
    void a_reader_never_sees_half_a_file_and_nothing_is_left_lying_about() throws Exception {
        var file = folder.resolve("map.json");
        var mapping = new RunwareLoraMapping(file);
        mapping.put("https://a.example/first", "fluxbridge:first@1", NOW);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = threads.submit(() ->
                    IntStream.range(0, 100).forEach(i -> mapping.put("https://a.example/" + i, "f:" + i + "@1", NOW)));
            while (!writing.isDone()) {
                assertThat(WireJson.MAPPER.readTree(Files.readAllBytes(file)).has("https://a.example/first"))
                        .isTrue();
            }
            writing.get();
        }

        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("map.json", "map.json.lock");
        }
    }

    @Test
    void an_entry_that_is_removed_is_gone() {
        var mapping = new RunwareLoraMapping(folder.resolve("map.json"));
        mapping.put("https://a.example/1", "f:1@1", NOW);
        mapping.put("https://a.example/2", "f:2@1", NOW);

        mapping.remove("https://a.example/1");

        assertThat(mapping.find("https://a.example/1")).isEmpty();
        assertThat(mapping.find("https://a.example/2")).contains("f:2@1");
    }

    @Test
    void a_broken_file_is_named_and_left_alone() throws IOException {
        var file = Files.writeString(folder.resolve("map.json"), "{\"half\": ");
        var mapping = new RunwareLoraMapping(file);

        assertThatThrownBy(() -> mapping.put("https://a.example/1", "f:1@1", NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file + " is not valid JSON")
                .hasMessageContaining("move it away");
        assertThat(file).hasContent("{\"half\": ");
    }
}
