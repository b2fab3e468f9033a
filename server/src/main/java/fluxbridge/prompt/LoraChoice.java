package fluxbridge.prompt;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.Note;
import fluxbridge.lora.LoraDictionary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The LoRAs of one picture: permanent ones, those that the text calls for by keyword, those that tags order.
 *
 * <p>A tag decides the weight, and whether: weight 0 leaves the LoRA out. Tagged LoRAs fill their category's cap but never fall to it.
 *
 * @param loras in rank order; at the same rank permanent ones first, then as they come in the text
 * @param notes what was left out or changed
 */
record LoraChoice(List<AppliedLora> loras, List<Note> notes) {

    /** The widest range a provider takes. */
    static final double MAX_WEIGHT = 4;

    /**
     * A LoRA that the text calls for.
     *
     * @param reason such as {@code keyword 'mira'}
     * @param start where in the text
     */
    record Call(String loraId, String reason, int start) {}

    LoraChoice {
        loras = List.copyOf(loras);
        notes = List.copyOf(notes);
    }

    private record Candidate(Lora lora, double weight, String reason, boolean permanent, boolean tagged, int place) {

        Candidate tagged(double newWeight, int newPlace) {
            return new Candidate(lora, newWeight, "tag", permanent, true, newPlace);
        }
    }

    private static final Comparator<Candidate> ORDER = Comparator.<Candidate>comparingInt(
                    candidate -> candidate.lora().rank())
            .thenComparing(candidate -> !candidate.permanent())
            .thenComparingInt(Candidate::place);

    static LoraChoice of(LoraDictionary dictionary, LoraTags tags, List<Call> calls, Map<LoraCategory, Integer> caps) {
        var candidates = new LinkedHashMap<String, Candidate>();
        var notes = new ArrayList<Note>();
        addPermanent(dictionary, candidates);
        addCalled(dictionary, calls, candidates);
        addTagged(dictionary, tags, candidates, notes);
        var loras = capped(candidates, caps, notes);
        return new LoraChoice(loras, notes);
    }

    private static void addPermanent(LoraDictionary dictionary, Map<String, Candidate> candidates) {
        for (var lora : dictionary.loras()) {
            if (dictionary.isPermanent(lora)) {
                candidates.put(lora.id(), new Candidate(lora, lora.weight(), "permanent", true, false, -1));
            }
        }
    }

    private static void addCalled(LoraDictionary dictionary, List<Call> calls, Map<String, Candidate> candidates) {
        for (var call : calls) {
            dictionary
                    .byId(call.loraId())
                    .ifPresent(lora -> candidates.putIfAbsent(
                            lora.id(), new Candidate(lora, lora.weight(), call.reason(), false, false, call.start())));
        }
    }

    private static void addTagged(
            LoraDictionary dictionary, LoraTags tags, Map<String, Candidate> candidates, List<Note> notes) {
        var unknown = new ArrayList<String>();
        var changed = new ArrayList<>(tags.troubles());
        for (var tag : tags.tags()) { // the last tag of a LoRA wins
            var found = dictionary.find(tag.name());
            if (found.isEmpty()) {
                unknown.add(Listing.shortened(tag.name()));
                continue;
            }
            var lora = found.get();
            var weight = Math.clamp(tag.weight(), -MAX_WEIGHT, MAX_WEIGHT);
            if (weight != tag.weight()) {
                changed.add("the weight of " + lora.id() + " must be -4..4, was " + tag.weight() + "; " + weight
                        + " is used");
            }
            var before =
                    candidates.getOrDefault(lora.id(), new Candidate(lora, weight, "tag", false, true, tag.start()));
            candidates.put(lora.id(), before.tagged(weight, tag.start()));
        }
        if (!unknown.isEmpty()) {
            notes.add(new Note("Unknown LoRAs", Listing.of(unknown)));
        }
        if (!changed.isEmpty()) {
            notes.add(new Note("LoRA tags", Listing.of(changed)));
        }
    }

    private static List<AppliedLora> capped(
            Map<String, Candidate> candidates, Map<LoraCategory, Integer> caps, List<Note> notes) {
        var used = new EnumMap<LoraCategory, Integer>(LoraCategory.class);
        candidates.values().removeIf(LoraChoice::isOff);
        candidates.values().stream()
                .filter(Candidate::tagged)
                .forEach(candidate -> used.merge(candidate.lora().category(), 1, Integer::sum));
        var kept = new ArrayList<AppliedLora>();
        var dropped = new ArrayList<String>();
        for (var candidate : candidates.values().stream().sorted(ORDER).toList()) {
            var category = candidate.lora().category();
            var cap = caps.getOrDefault(category, Integer.MAX_VALUE);
            if (!candidate.tagged() && used.merge(category, 1, Integer::sum) > cap) {
                dropped.add(candidate.lora().id() + " (at most " + cap + " " + category.wireName() + ")");
            } else {
                kept.add(new AppliedLora(candidate.lora(), candidate.weight(), candidate.reason()));
            }
        }
        if (!dropped.isEmpty()) {
            notes.add(new Note("Dropped LoRAs", Listing.of(dropped)));
        }
        return kept;
    }

    /** Weight 0 changes nothing in the picture; by tag it is how a client switches a LoRA off. */
    private static boolean isOff(Candidate candidate) {
        return candidate.weight() == 0;
    }
}
