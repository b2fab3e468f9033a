package fluxbridge.domain;

/** What a picture starts from. */
public sealed interface Mode {

    /** From the prompt alone. */
    record Txt2Img() implements Mode {}

    /** @param strength denoising strength, 0 (unchanged) to 1 (the init image is ignored) */
    record Img2Img(Picture init, double strength) implements Mode {}

    /**
     * @param mask of the init image's size; white is repainted, black is kept
     * @param strength denoising strength, 0..1
     */
    record Inpaint(Picture init, Picture mask, double strength) implements Mode {}

    Mode TXT2IMG = new Txt2Img();
}
