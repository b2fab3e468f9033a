package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KnownHostsTest {

    private final KnownHosts hosts = new KnownHosts(List.of("Bridge.lan", "192.168.1.9", "fd00::9"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:7861",
                "bridge.localhost:1",
                "127.0.0.1",
                "127.9.9.9:80",
                "[::1]",
                "[::1]:7861",
                "bridge.lan",
                "BRIDGE.LAN:80",
                "192.168.1.9:7861",
                "[fd00::9]:7861",
                " localhost ",
                ""
            })
    void its_own_names_are_known(String host) {
        assertThat(hosts.isKnown(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:7861", "evil.example:localhost",
                        "192.168.1.8",
                "[::2]", "[::1", "notlocalhost", "[fd00::8]:80", "bridge.lan.evil"
            })
    void other_names_are_not(String host) {
        assertThat(hosts.isKnown(host)).isFalse();
    }

    @Test
    void none_is_no_browser_and_a_star_is_any() {
        assertThat(hosts.isKnown(null)).isTrue();
        assertThat(new KnownHosts(List.of("*")).isKnown("evil.example")).isTrue();
    }
}
