package fluxbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.domain.Lora;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.NoRoute;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Provider;
import fluxbridge.provider.SizeGrid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouterTest {

    private static final Size SIZE = new Size(512, 512);
    private final FakeProvider first = FakeProvider.drawing("first");
    private final FakeProvider second = FakeProvider.drawing("second");
    private final FakeProvider sketch = FakeProvider.drawing("sketch").free();
    private final Router router = new Router(List.of(first, second), List.of(first, second, sketch));

    private static List<String> ids(Plan plan) {
        return plan.candidates().stream().map(c -> c.provider().id().value()).toList();
    }

    private static Candidate only(Provider provider, Prompt prompt, Size size, String... loras) {
        var applied = java.util.Arrays.stream(loras)
                .map(id -> Requests.lora(
                        id, id.startsWith("air") ? "civitai:1@2" : "https://host.test-cdn.net/x.safetensors"))
                .toArray(fluxbridge.domain.AppliedLora[]::new);
        return new Router(List.of(provider), List.of(provider))
                .plan(Requests.prepared(prompt, size, null, Mode.TXT2IMG, applied), null)
                .candidates()
                .getFirst();
    }

    @Test
    void the_owners_order_is_the_order_of_the_candidates() {
        assertThat(ids(router.plan(Requests.of(SIZE), null))).containsExactly("first", "second");
        assertThat(router.order()).extracting(Object::toString).containsExactly("first", "second");
    }

    @Test
    void a_request_may_name_a_provider_that_stands_outside_the_order() {
        var plan = router.plan(Requests.prepared(new Prompt("x", ""), SIZE, "sketch", Mode.TXT2IMG), "its-model");

        assertThat(ids(plan)).containsExactly("sketch");
        assertThat(plan.candidates().getFirst().model()).isEqualTo("its-model");
    }

    @Test
    void a_provider_that_is_off_is_no_route_and_the_enabled_ones_are_named() {
        assertThatThrownBy(
                        () -> router.plan(Requests.prepared(new Prompt("x", ""), SIZE, "runware", Mode.TXT2IMG), null))
                .isInstanceOf(GatewayException.class)
                .hasMessage("provider 'runware' is not enabled; enabled: first, second, sketch")
                .extracting(e -> ((GatewayException) e).failure())
                .isInstanceOf(NoRoute.class);
    }

    @Test
    void no_provider_at_all_is_no_route_with_the_way_out() {
        assertThatThrownBy(() -> new Router(List.of(), List.of()).plan(Requests.of(SIZE), null))
                .hasMessageContaining("set a key in .env");
    }

    @Test
    void what_nobody_can_do_is_no_route() {
        var init = new Mode.Img2Img(FakeProvider.png(new Size(8, 8)), 0.5);

        assertThatThrownBy(() -> router.plan(Requests.prepared(new Prompt("x", ""), SIZE, null, init), null))
                .hasMessage("no enabled provider can do img2img; enabled: first, second");
    }

    @Test
    void loras_over_the_cap_are_dropped_from_the_end_and_named() {
        var provider = first.with(FakeProvider.can(2, _ -> true, new SizeGrid(8, 4096, 8), 3000, true, false));

        var candidate = only(provider, new Prompt("x", ""), SIZE, "mira", "kael", "ink", "rain");

        assertThat(candidate.loras()).extracting(l -> l.id()).containsExactly("mira", "kael");
        assertThat(candidate.notes()).containsExactly(new Note("Dropped LoRAs", "ink, rain (first takes 2)"));
    }

    @Test
    void loras_that_a_provider_cannot_load_are_dropped_before_the_cap_counts() {
        var provider = first.with(FakeProvider.can(1, Lora::isDownload, new SizeGrid(8, 4096, 8), 3000, true, false));

        var candidate = only(provider, new Prompt("x", ""), SIZE, "air-one", "mira");

        assertThat(candidate.loras()).extracting(l -> l.id()).containsExactly("mira");
        assertThat(candidate.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.text()).contains("air-one", "cannot load it"));
    }

    @Test
    void a_provider_without_loras_gets_none() {
        var provider = first.with(FakeProvider.can(0, _ -> true, new SizeGrid(8, 4096, 8), 3000, true, false));

        assertThat(only(provider, new Prompt("x", ""), SIZE, "mira").loras()).isEmpty();
    }

    @Test
    void the_size_is_brought_onto_the_providers_grid() {
        var provider = first.with(FakeProvider.can(1, _ -> true, new SizeGrid(128, 2048, 64), 3000, true, false));

        assertThat(only(provider, new Prompt("x", ""), new Size(500, 333)).size())
                .isEqualTo(new Size(512, 384));
    }

    @Test
    void a_negative_prompt_without_effect_is_not_sent_and_said() {
        var provider = first.with(FakeProvider.can(1, _ -> true, new SizeGrid(8, 4096, 8), 3000, false, false));

        var candidate = only(provider, new Prompt("x", "blur"), SIZE);

        assertThat(candidate.prompt().negative()).isEmpty();
        assertThat(candidate.notes()).containsExactly(new Note("Ignored", "negative_prompt has no effect at first"));
        assertThat(only(first, new Prompt("x", "blur"), SIZE).prompt().negative())
                .isEqualTo("blur");
    }

    @Test
    void a_prompt_that_is_too_long_is_cut_and_said() {
        var provider = first.with(FakeProvider.can(1, _ -> true, new SizeGrid(8, 4096, 8), 20, true, false));

        var candidate = only(provider, new Prompt("a boat on a lake, at dusk, in the rain", ""), SIZE);

        assertThat(candidate.prompt().text()).isEqualTo("a boat on a lake");
        assertThat(candidate.notes()).containsExactly(new Note("Prompt", "cut from 38 to 16 characters for first"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "short | 10 | short",
                "exactly ten | 11 | exactly ten",
                "one two three four | 12 | one two",
                "aaaaaaaaaaaaaaaa | 10 | aaaaaaaaaa",
                "aaaaaaaaa😀bbbb | 10 | aaaaaaaaa"
            })
    void a_cut_leaves_whole_phrases_words_and_characters(String text, int most, String cut) {
        assertThat(Router.shorten(text, most)).isEqualTo(cut);
    }
}
