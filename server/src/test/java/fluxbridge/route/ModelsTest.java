package fluxbridge.route;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.ProviderId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelsTest {

    private final Models models = new Models(List.of(
            new Models.Offer(new ProviderId("runware"), List.of("runware:101@1", "runware:100@1")),
            new Models.Offer(new ProviderId("storyboard"), List.of("storyboard"))));

    @Test
    void auto_stands_first_then_each_providers_models() {
        assertThat(models.titles())
                .containsExactly("auto", "runware/runware:101@1", "runware/runware:100@1", "storyboard/storyboard");
    }

    @ParameterizedTest
    @CsvSource({
        "auto, auto",
        "AUTO, auto",
        "' auto ', auto",
        "auto.safetensors, auto",
        "runware/runware:100@1, runware/runware:100@1",
        "runware/runware:100@1.safetensors, runware/runware:100@1",
        "runware:100@1, runware/runware:100@1",
        "runware, runware/runware:101@1",
        "storyboard, storyboard/storyboard"
    })
    void a_model_is_found_by_whatever_clients_call_it(String name, String title) {
        assertThat(models.find(name))
                .hasValueSatisfying(choice -> assertThat(choice.title()).isEqualTo(title));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "flux", "runware/", "runware/runware", ".safetensors", "auto/auto"})
    void another_name_is_nothing(String name) {
        assertThat(models.find(name)).isEmpty();
    }

    @Test
    void auto_names_no_provider() {
        assertThat(models.find("auto")).hasValue(new Models.Choice("auto", null, null));
    }
}
