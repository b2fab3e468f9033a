package fluxbridge.config;

import fluxbridge.domain.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Writes {@code env.example}: every setting with its help, commented out at its default. */
public final class EnvExample {

    private static final int WIDTH = 100;

    private EnvExample() {}

    /** The whole file. A name that stands in two sections is written in the first. */
    public static String of(List<SettingsSection> sections) {
        var text = new StringBuilder("""
                # Settings of Flux LoRA Bridge. Copy this file to .env beside the launcher and take the # off the lines
                # you change. The environment beats the file. docs/settings.md says more.
                """);
        var written = new HashSet<String>();
        for (var section : sections) {
            text.append("\n# --- ").append(section.title()).append(" ---\n");
            for (var setting : section.settings()) {
                if (!written.add(setting.name())) {
                    continue;
                }
                text.append('\n');
                wrapped(sentence(setting.help())
                                + SettingsTable.range(setting)
                                        .map(range -> " Takes " + range + ".")
                                        .orElse(""))
                        .forEach(line -> text.append("# ").append(line).append('\n'));
                text.append("# ").append(line(setting)).append('\n');
            }
        }
        return text.toString();
    }

    private static String sentence(String help) {
        return help.endsWith(".") ? help : help + ".";
    }

    private static String line(Setting setting) {
        return setting.name() + "=" + setting.defaultValue();
    }

    private static List<String> wrapped(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
