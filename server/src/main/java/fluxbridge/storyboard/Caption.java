package fluxbridge.storyboard;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Mode;
import fluxbridge.domain.PictureRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the caption strip says.
 *
 * @param negative empty for none
 * @param facts seed, size, steps, guidance, in this order
 */
record Caption(String prompt, String negative, List<Chip> chips, String facts) {

    /** Printed on every sketch that has room for it. */
    static final String STAMP = "SKETCH";

    static final String STAMP_DETAIL = "storyboard, no provider was asked";

    /** A LoRA with its weight, such as {@code Mira 0.8}. */
    record Chip(String text, int colour) {}

    Caption {
        chips = List.copyOf(chips);
    }

    static Caption of(PictureRequest request) {
        var facts = new ArrayList<String>();
        facts.add("seed " + request.seed());
        facts.add(request.size().width() + "\u00d7" + request.size().height());
        request.steps().ifPresent(steps -> facts.add(steps + " steps"));
        request.guidance().ifPresent(guidance -> facts.add("guidance " + decimal(guidance)));
        switch (request.mode()) {
            case Mode.Txt2Img _ -> {}
            case Mode.Img2Img mode -> facts.add("img2img " + decimal(mode.strength()));
            case Mode.Inpaint mode -> facts.add("inpaint " + decimal(mode.strength()));
        }
        return new Caption(
                oneLine(request.prompt().text()),
                oneLine(request.prompt().negative()),
                request.loras().stream().map(Caption::chip).toList(),
                String.join("  \u00b7  ", facts));
    }

    private static Chip chip(AppliedLora applied) {
        return new Chip(applied.lora().name() + " " + decimal(applied.weight()), Look.signature(applied.id()));
    }

    private static String oneLine(String text) {
        String start = text.length() > 4_000 ? text.substring(0, 4_000) : text;
        return start.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    private static String decimal(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .setScale(2, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(value);
    }
}
