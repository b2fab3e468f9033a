package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fluxbridge.config.BadSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path dataDir;

    @Test
    void the_key_is_made_once_for_its_owner_only_and_kept() throws IOException {
        String first = KeyFile.open(dataDir, RANDOM).hex("caller", "mira");
        byte[] key = Files.readAllBytes(dataDir.resolve("bridge.key"));

        assertThat(key).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve("bridge.key"))))
                .isEqualTo("rw-------");
        assertThat(KeyFile.open(dataDir, RANDOM).hex("caller", "mira")).isEqualTo(first);
        assertThat(dataDir).isDirectoryContaining("glob:**/bridge.key");
        assertThat(Files.readAllBytes(dataDir.resolve("bridge.key"))).isEqualTo(key);
    }

    @Test
    void another_folder_has_another_key() {
        assertThat(KeyFile.open(dataDir.resolve("a"), RANDOM).hex("caller", "mira"))
                .isNotEqualTo(KeyFile.open(dataDir.resolve("b"), RANDOM).hex("caller", "mira"));
    }

    @Test
    void many_that_start_at_once_agree_on_one_key_and_leave_no_drafts() throws Exception {
        Callable<String> start = () -> KeyFile.open(dataDir, RANDOM).hex("caller", "mira");
        var seen = new HashSet<String>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<String> one : threads.invokeAll(Collections.nCopies(40, start))) {
                seen.add(one.get());
            }
        }

        assertThat(seen).hasSize(1);
        try (var files = Files.list(dataDir)) {
            assertThat(files).containsExactly(dataDir.resolve("bridge.key"));
        }
    }

    @Test
    void a_key_of_the_wrong_length_is_one_clear_problem() throws IOException {
        Files.writeString(dataDir.resolve("bridge.key"), "short");

        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> KeyFile.open(dataDir, RANDOM))
                .withMessageContaining("bridge.key cannot be used: it holds 5 bytes, not 32");
    }

    @Test
    void the_hash_is_the_start_of_hmac_sha_256_over_purpose_nul_text() {
        // python3 -c "import hmac; print(hmac.new(bytes(range(32)), b'caller\\0mira', 'sha256').hexdigest()[:16])"
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }

        assertThat(new KeyedHash(key).hex("caller", "mira")).isEqualTo("41d3535533f8a5d9");
    }

    @Test
    void purposes_are_apart() {
        var hash = KeyFile.open(dataDir, RANDOM);

        assertThat(hash.hex("caller", "x")).isNotEqualTo(hash.hex("prompt", "x"));
        assertThat(hash.hex("ab", "c")).isNotEqualTo(hash.hex("a", "bc"));
    }
}
