package fluxbridge.lora;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints what {@code ./bridge loras validate FILE} has to say about a dictionary file, a finding a line: {@code FILE:LINE: id.field: message}. */
public final class DictionaryCheck {

    private final String file;
    private final PrintStream out;
    private int warnings;
    private int infos;

    private DictionaryCheck(String file, PrintStream out) {
        this.file = file;
        this.out = out;
    }

    /** @return the exit status: 0 readable, oddities or not; 1 broken; 2 no such file */
    public static int run(Path file, PrintStream out) {
        var check = new DictionaryCheck(file.toString(), out);
        if (!Files.exists(file)) {
            out.println(file + ": there is no such file; give the path of a dictionary such as master_lora_dict.json");
            return 2;
        }
        try {
            check.report(DictionaryReader.reading(file));
            return 0;
        } catch (DictionaryException e) {
            out.println(check.place(e.line()) + "error: " + (e.column() > 0 ? "column " + e.column() + ": " : "")
                    + e.what());
            return 1;
        }
    }

    private void report(DictionaryReader.Reading reading) {
        var loras = reading.dictionary().loras();
        for (var oddity : reading.dictionary().oddities()) {
            say(oddity.line(), oddity.place(), oddity.level(), oddity.message());
        }
        reportSharedUrls(loras, reading.lines());
        reportSharedKeywords(loras, reading.lines());
        for (var lora : loras) {
            if (lora.url().isEmpty()) {
                warn(reading.lines(), lora, "url", "there is none, so no hosted provider can use this LoRA");
            } else if (lora.isPlaceholder()) {
                warn(reading.lines(), lora, "url", "is a placeholder, which only the storyboard uses: " + lora.url());
            }
        }
        reportUnusableMature(loras, reading.lines());
        summarise(reading.dictionary());
    }

    private void reportUnusableMature(List<Lora> loras, Map<String, Integer> lines) {
        for (var lora : loras) {
            boolean fictional = lora.subject() == LoraSubject.FICTIONAL_ADULT || lora.subject() == LoraSubject.STYLE;
            if (lora.rating() == LoraRating.MATURE && !fictional) {
                warn(
                        lines,
                        lora,
                        "subject",
                        "must be fictional-adult or style in a mature LoRA; requests that use this one are refused");
            }
        }
    }

    private void reportSharedUrls(List<Lora> loras, Map<String, Integer> lines) {
        shared(
                        loras,
                        lora -> lora.url().isEmpty()
                                ? List.of()
                                : List.of(lora.url().strip()))
                .forEach((_, owners) -> owners.stream()
                        .skip(1)
                        .forEach(lora -> warn(
                                lines,
                                lora,
                                "url",
                                "is the same as that of " + owners.getFirst().id() + " (line "
                                        + lines.get(owners.getFirst().id()) + ")")));
    }

    private void reportSharedKeywords(List<Lora> loras, Map<String, Integer> lines) {
        shared(loras, lora -> Keywords.given(lora).stream().map(FoldedText::key).toList())
                .forEach((keyword, owners) -> owners.stream()
                        .skip(1)
                        .forEach(lora -> warn(
                                lines,
                                lora,
                                "keywords",
                                "'" + Fields.shortened(keyword) + "' also calls for "
                                        + owners.getFirst().id() + " (line "
                                        + lines.get(owners.getFirst().id()) + "); a prompt with it gets both")));
    }

    /** Values that more than one LoRA has, in file order. */
    private static Map<String, List<Lora>> shared(List<Lora> loras, Function<Lora, List<String>> values) {
        var owners = new LinkedHashMap<String, List<Lora>>();
        for (var lora : loras) {
            for (var value : values.apply(lora)) {
                owners.computeIfAbsent(value, _ -> new ArrayList<>()).add(lora);
            }
        }
        owners.values().removeIf(list -> list.size() < 2);
        return owners;
    }

    private void warn(Map<String, Integer> lines, Lora lora, String field, String message) {
        say(lines.getOrDefault(lora.id(), 0), lora.id() + "." + field, Oddity.Level.WARNING, message);
    }

    private void say(int line, String place, Oddity.Level level, String message) {
        switch (level) {
            case INFO -> infos++;
            case WARNING -> warnings++;
        }
        out.println(place(line) + place + ": " + message);
    }

    private String place(int line) {
        return line > 0 ? file + ":" + line + ": " : file + ": ";
    }

    private void summarise(LoraDictionary dictionary) {
        var loras = dictionary.loras();
        var counts = Arrays.stream(LoraCategory.values())
                .map(category -> loras.stream()
                                .filter(lora -> lora.category() == category)
                                .count() + " " + category.wireName())
                .collect(Collectors.joining(", "));
        var permanent = loras.stream().filter(dictionary::isPermanent).count();
        out.println(file + ": " + loras.size() + " LoRAs (" + counts + "), " + permanent + " permanent; " + warnings
                + " warnings, " + infos + " remarks; the file can be used");
    }
}
