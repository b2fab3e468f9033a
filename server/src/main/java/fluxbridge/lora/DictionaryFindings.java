package fluxbridge.lora;

import fluxbridge.domain.Lora;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a dictionary file has that its owner should know: oddities, and URLs and keywords that several LoRAs share. */
final class DictionaryFindings {

    private DictionaryFindings() {}

    /** By line; a clash is told at every LoRA that is part of it. */
    static List<Oddity> of(DictionaryReader.Reading reading) {
        var found = new ArrayList<>(reading.dictionary().oddities());
        shared(
                reading,
                "keywords",
                lora -> Keywords.given(lora).stream().map(FoldedText::key).toList(),
                found);
        shared(
                reading,
                "url",
                lora -> lora.url().isEmpty() ? List.of() : List.of(lora.url().strip()),
                found);
        return found.stream().sorted(Comparator.comparingInt(Oddity::line)).toList();
    }

    private static void shared(
            DictionaryReader.Reading reading, String field, Function<Lora, List<String>> values, List<Oddity> found) {
        Map<String, List<String>> owners = new LinkedHashMap<>();
        for (var lora : reading.dictionary().loras()) {
            for (var value : values.apply(lora)) {
                owners.computeIfAbsent(value, _ -> new ArrayList<>()).add(lora.id());
            }
        }
        owners.forEach((value, ids) -> {
            for (var id : ids.size() > 1 ? ids : List.<String>of()) {
                var others =
                        ids.stream().filter(other -> !other.equals(id)).limit(5).toList();
                if (!others.isEmpty()) {
                    found.add(new Oddity(
                            reading.lines().getOrDefault(id, 0),
                            id,
                            field,
                            Oddity.Level.WARNING,
                            "'" + Fields.shortened(value) + "' is shared with " + String.join(", ", others)));
                }
            }
        });
    }
}
