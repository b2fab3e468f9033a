package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

class NativeLibraryTest {

    /** The driver loads one library in a JVM's life, so this is asked of another JVM. */
    @Test
    void the_driver_opens_a_database_with_the_unpacked_library(@TempDir Path folder) throws Exception {
        NativeLibrary.unpackInto(folder);
        NativeLibrary.unpackInto(folder); // a second time replaces it

        var out = folder.resolve("out");
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.sqlite.lib.path=" + folder,
                        "-Djava.io.tmpdir=" + folder.resolve("no-such-folder"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opens.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(out).content().contains("it answers 42");
        assertThat(folder.resolve(LibraryLoaderUtil.getNativeLibName())).isNotEmptyFile();
    }

    /** What the other JVM runs; without a folder for temporary files the driver cannot unpack its own copy. */
    static final class Opens {
        public static void main(String[] args) throws Exception {
            try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite::memory:");
                    var rows = connection.createStatement().executeQuery("SELECT 42")) {
                rows.next();
                System.out.println("it answers " + rows.getInt(1));
            }
        }
    }
}
