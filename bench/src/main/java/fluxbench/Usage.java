package fluxbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process and its children used.
 *
 * @param cpu time on all cores so far
 * @param peakRss most bytes resident since the last {@link #forgetPeaks}, summed over the processes; 0 where the system does not tell
 */
record Usage(Duration cpu, long peakRss) {

    static final Usage NONE = new Usage(Duration.ZERO, 0);

    static Usage of(ProcessHandle process) {
        var cpu = family(process)
                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
        long peak = family(process).mapToLong(Usage::peak).sum();
        return new Usage(cpu, peak);
    }

    /** Linux keeps the peak of each process and starts anew when it is told to. */
    static void forgetPeaks(ProcessHandle process) {
        family(process).forEach(one -> {
            try {
                Files.writeString(Path.of("/proc/" + one.pid() + "/clear_refs"), "5");
            } catch (IOException | SecurityException _) {
                // Not Linux: the peak is unknown there.
            }
        });
    }

    private static Stream<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    private static long peak(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            Optional<String> line =
                    lines.filter(text -> text.startsWith("VmHWM:")).findFirst();
            return line.map(text -> Long.parseLong(text.replaceAll("\\D", "")) * 1024)
                    .orElse(0L);
        } catch (IOException | SecurityException _) {
            return 0;
        }
    }
}
