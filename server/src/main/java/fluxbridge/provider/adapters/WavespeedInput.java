package fluxbridge.provider.adapters;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Note;
import fluxbridge.domain.PictureRequest;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The body of a WaveSpeed request for one of the Flux models with LoRAs, without images (providers-2.md §2.1). */
final class WavespeedInput {

    private static final int DEFAULT_STEPS = 28;
    private static final int MOST_STEPS = 50;
    private static final double DEFAULT_GUIDANCE = 3.5;
    private static final double MOST_GUIDANCE = 20;
    private static final double MOST_SCALE = 4;
    private static final long SEEDS = 1L << 31;

    private WavespeedInput() {}

    /**
     * Fields at their default are left out where that says the same, since models differ in what they know.
     *
     * @param safetyChecker false asks for none; true leaves the model's own default
     * @param notes hears what was changed to fit WaveSpeed's ranges
     */
    static ObjectNode of(PictureRequest request, boolean safetyChecker, List<Note> notes) {
        var input = JsonNodeFactory.instance.objectNode();
        input.put("prompt", request.prompt().text());
        input.put("size", request.size().width() + "*" + request.size().height());
        input.put("num_inference_steps", steps(request, notes));
        input.put("guidance_scale", guidance(request, notes));
        input.put("num_images", 1);
        input.put("seed", seed(request, notes));
        input.put("output_format", "png");
        if (!safetyChecker) {
            input.put("enable_safety_checker", false);
        }
        var loras = loras(request.loras(), notes);
        if (!loras.isEmpty()) {
            var list = input.putArray("loras");
            loras.forEach(use ->
                    list.addObject().put("path", use.lora().url()).put("scale", Math.min(MOST_SCALE, use.weight())));
        }
        return input;
    }

    private static int steps(PictureRequest request, List<Note> notes) {
        int asked = request.steps().orElse(DEFAULT_STEPS);
        if (asked > MOST_STEPS) {
            notes.add(new Note("Steps", "wavespeed draws at most " + MOST_STEPS + " steps"));
        }
        return Math.clamp(asked, 1, MOST_STEPS);
    }

    private static double guidance(PictureRequest request, List<Note> notes) {
        double asked = request.guidance().orElse(DEFAULT_GUIDANCE);
        if (asked > MOST_GUIDANCE) {
            notes.add(new Note("Guidance", "wavespeed takes at most " + MOST_GUIDANCE));
        }
        return Math.clamp(asked, 0, MOST_GUIDANCE);
    }

    private static long seed(PictureRequest request, List<Note> notes) {
        long seed = request.seed() % SEEDS;
        if (seed != request.seed()) {
            notes.add(new Note("Seed", "wavespeed takes seeds up to " + (SEEDS - 1) + ", " + seed + " was used"));
        }
        return seed;
    }

    private static List<AppliedLora> loras(List<AppliedLora> asked, List<Note> notes) {
        var loras = new ArrayList<AppliedLora>();
        for (var use : asked) {
            if (use.weight() < 0) {
                notes.add(new Note("Dropped LoRAs", use.id() + " (wavespeed takes no weight below 0)"));
            } else {
                if (use.weight() > MOST_SCALE) {
                    notes.add(new Note("LoRA weight", use.id() + " at " + MOST_SCALE + ", the most wavespeed takes"));
                }
                loras.add(use);
            }
        }
        return loras;
    }
}
