package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.access.RouteRules.Group;
import fluxbridge.config.AccessSettings;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ExposureTest {

    @ParameterizedTest
    @EnumSource(Group.class)
    void by_default_this_machine_sees_everything_and_others_what_clients_need(Group group) {
        var exposure = new Exposure(List.of());

        assertThat(exposure.shows(group, "/x", false)).isTrue();
        assertThat(exposure.shows(group, "/x", true))
                .isEqualTo(List.of(Group.HEALTH, Group.GENERATION, Group.LISTS, Group.PROGRESS)
                        .contains(group));
    }

    @ParameterizedTest
    @EnumSource(Group.class)
    void what_is_named_holds_for_everybody(Group group) {
        var exposure = new Exposure(List.of("Lists", "docs"));

        for (var remote : new boolean[] {true, false}) {
            assertThat(exposure.shows(group, "/x", remote))
                    .isEqualTo(List.of(Group.HEALTH, Group.LISTS, Group.DOCS).contains(group));
            assertThat(new Exposure(List.of("all")).shows(group, "/x", remote)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/sdapi/v1/*,/sdapi/v1/txt2img,true",
        "/sdapi/v1/*,/SDAPI/v1/options,true",
        "/sdapi/v1/*,/v1/models,false",
        "/sdapi/v1/*,/x/sdapi/v1/options,false",
        "/status,/status,true",
        "/status,/status/x,false",
        "/status,/statu,false",
        "/api/*/jobs,/api/v1/jobs,true",
        "/api/*/jobs,/api/v1/jobs/1,false",
        "/api/*/jobs/*/events,/api/v1/jobs/7/events,true",
        "/api/*/jobs/*/events,/api/v1/jobs/7/cancel,false",
        "/api/*/jobs/*/events,/api/v1/spend/7/events,false",
        "/a*b,/ab,true",
        "/a*ba,/aba,true",
        "/ab*ba,/aba,false",
        "/*,/anything,true"
    })
    void a_path_may_hold_stars(String glob, String path, boolean shown) {
        assertThat(new Exposure(List.of(glob)).shows(Group.OWNER, path, true)).isEqualTo(shown);
    }

    @Test
    void the_settings_know_every_group() {
        assertThat(AccessSettings.GROUPS).hasSize(Group.values().length);
        for (var group : Group.values()) {
            assertThat(AccessSettings.GROUPS.contains(group.word())).isEqualTo(group != Group.HEALTH);
            assertThat(group.word()).isEqualTo(group.name().toLowerCase(Locale.ROOT));
        }
    }
}
