package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends ledgers at every step that is persisted, hundreds of times, each checking what the life before it left behind. */
final class LedgerCrashTest {

    private static final int LANES = 2;
    private static final int LEDGERS = 8;
    private static final int LIVES = 19;

    /** All that the victim needs: a short class path starts faster. */
    private static final List<String> JARS =
            List.of("sqlite-jdbc", "jdbi3-core", "HikariCP", "slf4j-api", "flyway", "geantyref", "jspecify", "jackson");

    /** Folders of the bridge's own classes that it needs. */
    private static final List<String> PARTS = List.of(
            "fluxbridge/store",
            "fluxbridge/ledger",
            "fluxbridge/config",
            "fluxbridge/domain",
            "fluxbridge/failure",
            "db/migration");

    @TempDir
    Path folder;

    private final ConcurrentSkipListMap<String, Integer> ends = new ConcurrentSkipListMap<>();

    @Test
    void however_a_process_ends_no_money_is_lost_and_no_hold_stays() throws Exception {
        long seed = Long.getLong("ledger.seed", new java.util.Random().nextLong());
        System.out.println("LedgerCrashTest: seed " + seed + " (-Dledger.seed=" + seed + " repeats it)");
        pack();
        var archive = archive();
        var lanes = new ArrayList<java.util.concurrent.Future<?>>();
        try (var workers = Executors.newFixedThreadPool(LANES)) {
            for (int lane = 0; lane < LANES; lane++) {
                var data = Files.createDirectory(folder.resolve("lane" + lane));
                var seeds = new SplittableRandom(seed + lane);
                lanes.add(workers.submit(() -> lane(data, archive, seeds)));
            }
        }
        for (var lane : lanes) {
            lane.get();
        }

        System.out.println("LedgerCrashTest: " + LANES * LIVES * LEDGERS + " lives, ended at " + ends);
        assertThat(ends.keySet()).containsAll(LedgerVictim.POINTS);
    }

    private Object lane(Path data, Path archive, SplittableRandom seeds) throws IOException, InterruptedException {
        for (int life = 0; life < LIVES; life++) {
            long seed = seeds.nextLong();
            var said = live(List.of("-XX:SharedArchiveFile=" + archive), data, seed, life);
            var end = said.lines().filter(line -> line.startsWith("halted at ")).toList();
            assertThat(end)
                    .as("seed %d, life %d in %s:%n%s", seed, life, data, said)
                    .hasSize(LEDGERS);
            end.forEach(line -> ends.merge(line.substring("halted at ".length()), 1, Integer::sum));
        }
        return ends;
    }

    /** Classes read once for all lives. */
    private Path archive() throws IOException, InterruptedException {
        var archive = folder.resolve("victim.jsa");
        live(List.of("-XX:ArchiveClassesAtExit=" + archive), Files.createDirectory(folder.resolve("archive")), 0, -1);
        return archive;
    }

    private String live(List<String> options, Path data, long seed, int life) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx96m", "-Xlog:disable"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:all=off:stdout"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), LedgerVictim.class.getName()));
        command.addAll(
                List.of(data.toString(), Long.toString(seed), Integer.toString(life), Integer.toString(LEDGERS)));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static List<Path> testPath() {
        var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
    }

    private String classPath() {
        return Stream.concat(
                        Stream.of(folder.resolve("victim.jar")),
                        testPath().stream()
                                .filter(entry -> JARS.stream()
                                        .anyMatch(entry.getFileName().toString()::startsWith)))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Only classes in jars can be shared. */
    private void pack() throws IOException {
        var seen = new HashSet<String>();
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("victim.jar")))) {
            for (var root : testPath().stream().filter(Files::isDirectory).toList()) {
                for (var part : PARTS) {
                    pack(root, root.resolve(part), jar, seen);
                }
            }
        }
    }

    private static void pack(Path root, Path part, JarOutputStream jar, Set<String> seen) throws IOException {
        if (!Files.isDirectory(part)) {
            return;
        }
        try (var files = Files.walk(part)) {
            for (var file : files.toList()) {
                boolean folder = Files.isDirectory(file); // its entry is what a search for migrations looks for
                var name = root.relativize(file) + (folder ? "/" : "");
                if (seen.add(name)) {
                    jar.putNextEntry(new JarEntry(name));
                    if (!folder) {
                        Files.copy(file, jar);
                    }
                    jar.closeEntry();
                }
            }
        }
    }
}
