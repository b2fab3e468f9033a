package fluxbridge.lora;

import fluxbridge.lora.Oddity.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is odd while a file is read. */
final class Oddities {

    private final List<Oddity> found = new ArrayList<>();

    void warn(int line, String id, String field, String message) {
        found.add(new Oddity(line, id, field, Level.WARNING, message));
    }

    void info(int line, String id, String field, String message) {
        found.add(new Oddity(line, id, field, Level.INFO, message));
    }

    List<Oddity> byLine() {
        return found.stream().sorted(Comparator.comparingInt(Oddity::line)).toList();
    }
}
