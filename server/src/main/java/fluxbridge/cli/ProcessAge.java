package fluxbridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** How long this process has lived, the start of its JVM included. */
final class ProcessAge {

    /** Of the clock ticks in {@code /proc}, in a second: 100 on every Linux (proc(5), {@code starttime}). */
    private static final long TICKS = 100;

    /** Places behind the name, which may hold blanks and brackets itself. */
    private static final int STARTED = 19;

    private ProcessAge() {}

    /** Linux reckons the time of day of a start from a boot that it knows to the second only; both times since the boot are finer. */
    static Duration now() {
        try {
            return between(Files.readString(Path.of("/proc/self/stat")), Files.readString(Path.of("/proc/uptime")));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException _) { // not Linux, or not its /proc
            var now = Instant.now();
            return Duration.between(
                    ProcessHandle.current().info().startInstant().orElse(now), now);
        }
    }

    /**
     * @param stat of the process, as in {@code /proc/self/stat}
     * @param uptime as in {@code /proc/uptime}: seconds since the boot, and what the processors idled
     */
    static Duration between(String stat, String uptime) {
        var places = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        var started = Long.parseLong(places[STARTED]) * 1000 / TICKS;
        var now = Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1000;
        return Duration.ofMillis(Math.max(0, Math.round(now) - started));
    }
}
