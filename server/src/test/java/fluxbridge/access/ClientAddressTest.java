package fluxbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.AddressRange;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientAddressTest {

    private final ClientAddress addresses = new ClientAddress(
            List.of(AddressRange.parse("127.0.0.1"), AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

    private String client(String peer, String... headers) {
        return addresses.of(InetAddress.ofLiteral(peer), List.of(headers)).getHostAddress();
    }

    @Test
    void what_a_stranger_says_of_himself_does_not_count() {
        assertThat(client("198.51.100.1", "203.0.113.7")).isEqualTo("198.51.100.1");
        assertThat(new ClientAddress(List.of())
                        .of(InetAddress.getLoopbackAddress(), List.of("203.0.113.7"))
                        .isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "6.6.6.6, 203.0.113.7 | 203.0.113.7",
                "6.6.6.6, 203.0.113.7, 10.1.2.3 | 203.0.113.7",
                "127.0.0.1, 203.0.113.7 | 203.0.113.7",
                "10.9.9.9, 10.1.2.3 | 10.9.9.9",
                "6.6.6.6, nonsense, 10.1.2.3 | 10.1.2.3",
                "nonsense | 127.0.0.1",
                "203.0.113.7:5123 | 203.0.113.7",
                "[2001:db8::1]:443 | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1 | 127.0.0.1",
                "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "fd12::1 | fd12:0:0:0:0:0:0:1",
                "'' | 127.0.0.1",
                "::ffff:203.0.113.7 | 203.0.113.7",
                "localhost | 127.0.0.1"
            })
    void behind_trusted_proxies_the_last_untrusted_address_counts(String header, String client) {
        assertThat(client("127.0.0.1", header)).isEqualTo(client);
    }

    @Test
    void several_headers_are_one_list() {
        assertThat(client("10.0.0.1", "6.6.6.6, 203.0.113.7", "10.1.2.3")).isEqualTo("203.0.113.7");
        assertThat(client("10.0.0.1")).isEqualTo("10.0.0.1");
    }

    @Test
    void an_endless_header_is_not_read_to_its_beginning() {
        var hops = Collections.nCopies(60, "10.1.1.1");
        assertThat(client("10.0.0.1", "203.0.113.7, " + String.join(",", hops))).isEqualTo("10.1.1.1");
        assertThat(client("10.0.0.1", "203.0.113.7, " + String.join(",", hops.subList(0, 49))))
                .isEqualTo("203.0.113.7");
    }
}
