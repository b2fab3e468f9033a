package fluxbridge.policy;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraRating;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is never drawn: anything sexual with a minor, and anything sexual with a real person. Nothing switches it off.
 *
 * <p>Each signal alone passes; both together do not, and in a sexual context doubt about age or person counts against the request. Text
 * rules are a floor, not proof: docs/content-policy.md names the limits.
 */
public final class ContentFloor {

    /** A negative weight in a negative prompt asks for what it names. */
    private static final Pattern NEGATIVE_WEIGHT = Pattern.compile(":\\s{0,3}[-−]\\s{0,3}[0-9.]");

    private ContentFloor() {}

    /**
     * Judges a request.
     *
     * @param loras chosen or named; their metadata is read as part of the request
     * @return the rule it breaks, empty when it may go on
     */
    public static Optional<Rule> broken(Said said, List<Lora> loras) {
        var unwanted = TextSignals.of(said.unwanted());
        var wanted = EnumSet.noneOf(Signal.class);
        wanted.addAll(TextSignals.of(said.wanted()));
        loras.forEach(lora -> wanted.addAll(TextSignals.of(metadata(lora))));
        if (NEGATIVE_WEIGHT.matcher(said.unwanted()).find()) {
            wanted.addAll(unwanted);
        }
        boolean mature =
                wanted.contains(Signal.SEXUAL) || loras.stream().anyMatch(lora -> lora.rating() == LoraRating.MATURE);
        if (minor(mature, wanted, unwanted)) {
            return Optional.of(Rule.SEXUAL_MINOR);
        }
        boolean likeness =
                (mature && wanted.contains(Signal.LIKENESS)) || both(unwanted, Signal.SEXUAL, Signal.LIKENESS);
        return likeness || CheckedLoras.of(loras, mature).isEmpty()
                ? Optional.of(Rule.SEXUAL_REAL_PERSON)
                : Optional.empty();
    }

    /** Who wants no adults in a mature picture, or no clothes on a minor, asks for the same in other words. */
    private static boolean minor(boolean mature, Set<Signal> wanted, Set<Signal> unwanted) {
        return (mature && (wanted.contains(Signal.MINOR) || unwanted.contains(Signal.ADULT)))
                || (wanted.contains(Signal.MINOR) && unwanted.contains(Signal.CLOTHED))
                || both(unwanted, Signal.SEXUAL, Signal.MINOR);
    }

    private static boolean both(Set<Signal> signals, Signal one, Signal other) {
        return signals.contains(one) && signals.contains(other);
    }

    /** False for a mature LoRA whose own words speak of minors: it is not taken into a dictionary. */
    public static boolean mayRegister(Lora lora) {
        var signals = TextSignals.of(metadata(lora));
        boolean mature = lora.rating() == LoraRating.MATURE || signals.contains(Signal.SEXUAL);
        return !mature || !signals.contains(Signal.MINOR);
    }

    private static String metadata(Lora lora) {
        return String.join(
                " \n. \n",
                Stream.of(
                                Stream.of(
                                        lora.id(),
                                        lora.name(),
                                        lora.prependPrompt(),
                                        lora.appendPrompt(),
                                        lora.appearance()),
                                lora.aliases().stream(),
                                lora.triggerWords().stream(),
                                lora.keywords().stream())
                        .flatMap(parts -> parts)
                        .toList());
    }
}
