package fluxbridge.lora;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The {@code config} block of a dictionary file.
 *
 * @param defaultSteps for requests that name none, 1..150
 * @param defaultGuidanceScale Flux guidance for requests that name none, 0..100
 * @param permanentLoras ids of LoRAs that are part of every picture, each in the dictionary
 * @param defaultNegativePrompt added to every negative prompt, empty for none
 */
public record DictionaryConfig(
        OptionalInt defaultSteps,
        OptionalDouble defaultGuidanceScale,
        List<String> permanentLoras,
        String defaultNegativePrompt) {

    /** What holds when a file has no {@code config}. */
    public static final DictionaryConfig NONE =
            new DictionaryConfig(OptionalInt.empty(), OptionalDouble.empty(), List.of(), "");

    public DictionaryConfig {
        permanentLoras = List.copyOf(permanentLoras);
    }
}
