package fluxbridge.a1111;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Picture;
import fluxbridge.image.Metadata;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.image.SamplePictures;
import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class InfotextTest {

    private static final String SAMPLE = """
            a cat
            Negative prompt: blur
            Steps: 28, Sampler: Euler, CFG scale: 7, Seed: 42, Size: 832x1216, Model: flux-dev, Version: gateway-1.0""";

    private static SequencedMap<String, String> pairs(String... keysAndValues) {
        var pairs = new LinkedHashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            pairs.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return pairs;
    }

    @Test
    void the_sample_is_written_and_parsed() {
        var infotext = new Infotext(
                "a cat",
                "blur",
                pairs(
                        "Steps",
                        "28",
                        "Sampler",
                        "Euler",
                        "CFG scale",
                        "7",
                        "Seed",
                        "42",
                        "Size",
                        "832x1216",
                        "Model",
                        "flux-dev",
                        "Version",
                        "gateway-1.0"));
        assertThat(infotext.write()).isEqualTo(SAMPLE);
        assertThat(Infotext.parse(SAMPLE)).isEqualTo(infotext);
    }

    @Test
    void without_a_negative_there_is_no_line_for_it() {
        assertThat(new Infotext("a cat", "", pairs("Steps", "1")).write()).isEqualTo("a cat\nSteps: 1");
        assertThat(new Infotext("", "", pairs("Steps", "1")).write()).isEqualTo("Steps: 1");
        assertThat(new Infotext("a cat", "", pairs()).write()).isEqualTo("a cat");
    }

    @Test
    void values_with_comma_colon_or_newline_are_quoted_as_json_dumps_does() {
        var infotext = new Infotext(
                "p",
                "",
                pairs(
                        "Lora hashes",
                        "alice: 0123456789ab, bob: ba9876543210",
                        "Note",
                        "é \"猫\"\n\\",
                        "Plain",
                        "a \"b\" \\"));
        assertThat(infotext.write()).isEqualTo("""
                p
                Lora hashes: "alice: 0123456789ab, bob: ba9876543210", Note: "é \\"猫\\"\\n\\\\", Plain: a "b" \\""");
        assertThat(Infotext.parse(infotext.write())).isEqualTo(infotext);
    }

    @Test
    void a_value_equal_to_its_key_is_written_once() {
        assertThat(new Infotext("p", "", pairs("Tiling", "Tiling", "Seed", "1")).write())
                .isEqualTo("p\nTiling, Seed: 1");
    }

    @Test
    void png_info_tells_what_a1111_tells() {
        assertThat(List.copyOf(Infotext.parse(SAMPLE).parameters().entrySet()).toString())
                .isEqualTo("[Steps=28, Sampler=Euler, CFG scale=7, Seed=42, Size-1=832, Size-2=1216, Model=flux-dev,"
                        + " Version=gateway-1.0, Prompt=a cat, Negative prompt=blur, Clip skip=1, Hires resize-1=0,"
                        + " Hires resize-2=0, Hires sampler=Use same sampler, Hires schedule type=Use same scheduler,"
                        + " Hires checkpoint=Use same checkpoint, Hires prompt=, Hires negative prompt=,"
                        + " Mask mode=Inpaint masked, Masked content=original, Inpaint area=Whole picture,"
                        + " Masked area padding=32, RNG=GPU, Schedule type=Automatic, Schedule max sigma=0,"
                        + " Schedule min sigma=0, Schedule rho=0, VAE Encoder=Full, VAE Decoder=Full, FP8 weight=Disable,"
                        + " Refiner switch by sampling steps=false]");
        assertThat(Infotext.parse(SAMPLE).parameters())
                .containsEntry("Steps", "28")
                .containsEntry("Masked area padding", 32)
                .containsEntry("Clip skip", "1")
                .containsEntry("Refiner switch by sampling steps", false);
    }

    @Test
    void values_that_are_there_win_over_the_defaults() {
        assertThat(Infotext.parse("p\nClip skip: 2, RNG: CPU, Hypernet: h, Seed: 1")
                        .parameters())
                .containsEntry("Clip skip", "2")
                .containsEntry("RNG", "CPU")
                .containsEntry("Prompt", "p<hypernet:h:1.0>");
    }

    @Test
    void fewer_than_three_pairs_are_prompt() {
        assertThat(Infotext.parse("a cat\nSteps: 28, Seed: 42"))
                .isEqualTo(new Infotext("a cat\nSteps: 28, Seed: 42", "", pairs()));
        assertThat(Infotext.parse("")).isEqualTo(new Infotext("", "", pairs()));
        assertThat(Infotext.parse("a cat")).isEqualTo(new Infotext("a cat", "", pairs()));
    }

    @Test
    void a_negative_runs_on_over_lines() {
        assertThat(Infotext.parse("one\n\ntwo\nNegative prompt: three\n four \n\nSteps: 1, Seed: 2, Size: 8x8"))
                .isEqualTo(
                        new Infotext("one\n\ntwo", "three\nfour\n", pairs("Steps", "1", "Seed", "2", "Size", "8x8")));
    }

    @Test
    void a_prompt_that_says_negative_prompt_is_cut_there_as_a1111_does() {
        var infotext = new Infotext("a\nNegative prompt: b", "c", pairs("Steps", "1", "Seed", "2", "Size", "8x8"));
        assertThat(Infotext.parse(infotext.write()).prompt()).isEqualTo("a");
        assertThat(Infotext.parse(infotext.write()).negative()).isEqualTo("b\nc");
    }

    @Test
    void empty_values_are_dropped_and_odd_ones_are_kept_as_they_stand() {
        assertThat(Infotext.parse(
                                "p\nSteps: , Seed: \"\", Note: \"a\\q:\", Odd: \"open, A: 1, Same: x, Same: y, Open: \"z")
                        .pairs())
                .isEqualTo(pairs("Seed", "", "Note", "\"a\\q:\"", "Odd", "\"open", "Same", "y", "Open", "\"z"));
    }

    @Test
    void a_civitai_array_is_cut_at_its_first_comma_as_a1111_does() {
        var read = Infotext.parse("p\nSteps: 1, Seed: 2, Civitai resources: [{\"type\":\"lora\",\"weight\":0.8}]");
        assertThat(read.pairs())
                .containsEntry("Civitai resources", "[{\"type\":\"lora\"")
                .containsEntry("Seed", "2");
    }

    @Test
    void a_very_long_line_is_parsed_in_one_pass() {
        String quoted = "\"" + "\\n,".repeat(300_000) + "\"";
        assertThat(Infotext.parse("p\nSteps: 1, Note: " + quoted + ", Seed: 2").pairs())
                .containsEntry("Note", "\n,".repeat(300_000))
                .containsEntry("Seed", "2");
        String open = "x ".repeat(500_000);
        assertThat(Infotext.parse(open).prompt()).isEqualTo(open.strip());
    }

    static List<Picture> pictures() {
        var reader = new PictureReader(PictureLimits.STANDARD);
        return List.of(
                reader.read(SamplePictures.png(16, 12)),
                reader.read(SamplePictures.jpeg(16, 12)),
                reader.read(SamplePictures.webp(16, 12, Color.PINK)));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void what_is_written_into_a_picture_is_read_back_whole(Picture picture) {
        var texts = new Texts(new Random(picture.bytes().length));
        for (int round = 0; round < 300; round++) {
            var infotext = new Infotext(texts.prompt(), texts.prompt(), texts.pairs());
            byte[] file = Metadata.embed(picture, infotext.write()).bytes();
            String read = Metadata.read(file).orElseThrow();
            assertThat(read).isEqualTo(infotext.write());
            assertThat(Infotext.parse(read)).isEqualTo(infotext);
        }
    }

    /** Random prompts and values that A1111's grammar can hold. */
    private record Texts(Random random) {

        private static final List<String> PIECES = List.of(
                "a cat",
                "<lora:mira_v2:0.8>",
                ", ",
                ": ",
                "\"",
                "\\",
                "\\n",
                "(soft light:1.2)",
                "[fog]",
                "猫",
                "🦊🌙",
                "é",
                "ÿ",
                "Ā",
                "一",
                "Ünïcode",
                "'",
                "Steps: 1",
                "Negative",
                "{x|y}",
                "\t.",
                "\u2028.",
                "\u0000.",
                "100%",
                "،",
                "نص",
                "a/b",
                "—",
                "BREAK",
                "\"quoted, twice\"",
                "\u001b.",
                "\r.");

        String prompt() {
            return IntStream.range(0, random.nextInt(4)).mapToObj(_ -> line()).collect(Collectors.joining("\n"));
        }

        /** Begins and ends with what is no white space. */
        private String line() {
            return "w" + text() + "w";
        }

        private String text() {
            return IntStream.range(0, random.nextInt(8))
                    .mapToObj(_ -> PIECES.get(random.nextInt(PIECES.size())))
                    .collect(Collectors.joining(random.nextBoolean() ? " " : ""));
        }

        SequencedMap<String, String> pairs() {
            var pairs = InfotextTest.pairs("Steps", "28", "Sampler", "Euler a", "Size", "16x12");
            for (int i = random.nextInt(5); i > 0; i--) {
                pairs.put("Key " + i + "-é/x", random.nextInt(4) == 0 ? "\n" + text() + ",\n" : "w" + text() + "w");
            }
            return pairs;
        }
    }
}
