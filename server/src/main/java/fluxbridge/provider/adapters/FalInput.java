package fluxbridge.provider.adapters;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureRequest;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The input of FAL's Flux models, flat as it goes over the wire (providers-2.md §1.9). */
final class FalInput {

    private static final int DEFAULT_STEPS = 28;
    private static final int MOST_STEPS = 50;
    private static final double DEFAULT_GUIDANCE = 3.5;
    private static final double MOST_GUIDANCE = 35;
    private static final double LEAST_STRENGTH = 0.01;

    private FalInput() {}

    /** @param notes hears what was changed to fit FAL's ranges */
    static ObjectNode of(PictureRequest request, boolean safetyChecker, List<Note> notes) {
        var input = JsonNodeFactory.instance.objectNode();
        input.put("prompt", request.prompt().text());
        input.putObject("image_size")
                .put("width", request.size().width())
                .put("height", request.size().height());
        input.put("num_inference_steps", steps(request, notes));
        input.put("guidance_scale", guidance(request, notes));
        input.put("seed", request.seed());
        input.put("num_images", 1);
        input.put("output_format", "png");
        input.put("enable_safety_checker", safetyChecker);
        if (!request.loras().isEmpty()) {
            var list = input.putArray("loras");
            request.loras()
                    .forEach(use ->
                            list.addObject().put("path", use.lora().url()).put("scale", use.weight()));
        }
        switch (request.mode()) {
            case Mode.Txt2Img() -> {}
            case Mode.Img2Img(var init, var strength) ->
                input.put("image_url", dataUri(init)).put("strength", Math.max(LEAST_STRENGTH, strength));
            case Mode.Inpaint(var init, var mask, var strength) ->
                input.put("image_url", dataUri(init))
                        .put("mask_url", dataUri(mask))
                        .put("strength", Math.max(LEAST_STRENGTH, strength));
        }
        return input;
    }

    private static int steps(PictureRequest request, List<Note> notes) {
        int asked = request.steps().orElse(DEFAULT_STEPS);
        if (asked > MOST_STEPS) {
            notes.add(new Note("Steps", "fal draws at most " + MOST_STEPS + " steps"));
        }
        return Math.clamp(asked, 1, MOST_STEPS);
    }

    private static double guidance(PictureRequest request, List<Note> notes) {
        double asked = request.guidance().orElse(DEFAULT_GUIDANCE);
        if (asked > MOST_GUIDANCE) {
            notes.add(new Note("Guidance", "fal takes at most " + MOST_GUIDANCE));
        }
        return Math.clamp(asked, 0, MOST_GUIDANCE);
    }

    private static String dataUri(Picture picture) {
        return "data:" + picture.format().mediaType() + ";base64,"
                + Base64.getEncoder().encodeToString(picture.bytes());
    }
}
