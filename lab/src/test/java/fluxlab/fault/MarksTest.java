package fluxlab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MarksTest {

    @Test
    void marks_are_found_anywhere_in_the_text() {
        assertThat(Marks.onSubmit("a fox, lab:slow=1.5, lab:status=503 in snow", "runware", "imageInference"))
                .extracting(Fault::kind)
                .containsExactly(FaultKind.SLOW, FaultKind.STATUS);
        assertThat(Marks.onSubmit("LAB:status=503", "runware", "x").getFirst().status())
                .isEqualTo(503);
    }

    @Test
    void a_mark_may_name_one_provider_or_one_call() {
        assertThat(Marks.onSubmit("lab:runware:hang", "runware", "x")).hasSize(1);
        assertThat(Marks.onSubmit("lab:fal:hang", "runware", "x")).isEmpty();
        assertThat(Marks.onSubmit("lab:picture:drop", "runware", "x")).isEmpty();
        assertThat(Marks.onFollowUp("lab:picture:drop", "runware", "picture")).hasSize(1);
        assertThat(Marks.onFollowUp("lab:runware:picture:drop", "runware", "picture"))
                .hasSize(1);
        assertThat(Marks.onFollowUp("lab:drop", "runware", "picture")).isEmpty();
    }

    @Test
    void prose_and_impossible_values_are_no_marks() {
        for (var text : List.of("the lab: a room", "lab:rador", "lab:status=abc", "lab:slow=9999", "collab:drop")) {
            assertThat(Marks.onSubmit(text, "runware", "x")).as(text).isEmpty();
        }
    }
}
