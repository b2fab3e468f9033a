package fluxbridge.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.1.2,true",
        "10.0.0.0/8,11.0.0.0,false",
        "192.168.1.128/25,192.168.1.255,true",
        "192.168.1.128/25,192.168.1.127,false",
        "192.168.1.128/26,192.168.1.191,true",
        "192.168.1.128/26,192.168.1.192,false",
        "192.168.1.1,192.168.1.1,true",
        "192.168.1.1,192.168.1.2,false",
        "0.0.0.0/0,203.0.113.7,true",
        "0.0.0.0/0,::1,false",
        "fd00::/8,fdff::1,true",
        "fd00::/8,fe00::1,false",
        "::1,::1,true"
    })
    void it_holds_the_addresses_that_begin_with_its_bits(String range, String address, boolean holds) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "::/129", "host", "", "/8"})
    void what_is_no_range_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:3:4:5:6,64,2001:db8:1:2:0:0:0:0",
        "203.0.113.7,64,203.0.113.7",
        "203.0.113.7,24,203.0.113.0",
        "203.0.113.255,25,203.0.113.128"
    })
    void around_an_address_lie_those_with_the_same_beginning(String address, int bits, String first) {
        var range = AddressRange.around(InetAddress.ofLiteral(address), bits);

        assertThat(range.address().getHostAddress()).isEqualTo(first);
        assertThat(range.contains(InetAddress.ofLiteral(address))).isTrue();
    }
}
