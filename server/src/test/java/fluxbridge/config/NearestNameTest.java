package fluxbridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {

    @ParameterizedTest
    @CsvSource({"abc,abc,0", "abc,acb,1", "abc,ab,1", "ab,abc,1", "abc,axc,1", "abc,xyz,3", "'',abc,3"})
    void distance_counts_changes_and_adjacent_swaps(String from, String to, int distance) {
        assertThat(NearestName.distance(from, to)).isEqualTo(distance);
    }

    @Test
    void the_nearest_is_named_and_the_first_of_equals() {
        assertThat(NearestName.to("MAX_SIDES", List.of("MAX_BODY", "MAX_SIDE"))).contains("MAX_SIDE");
        assertThat(NearestName.to("AAX", List.of("AAZ", "AAY"))).contains("AAY");
    }

    @Test
    void a_name_far_from_all_is_nothing() {
        assertThat(NearestName.to("ZEBRA", List.of("MAX_BODY", "MAX_SIDE"))).isEmpty();
    }
}
