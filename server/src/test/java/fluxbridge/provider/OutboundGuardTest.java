package fluxbridge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.provider.OutboundGuard.ForbiddenAddressException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Special-purpose addresses: the IANA registries of IPv4 and IPv6. */
final class OutboundGuardTest {

    private static final OutboundGuard STRICT = new OutboundGuard(false);
    private static final OutboundGuard LAX = new OutboundGuard(true);

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.0.0.1",
                "0.255.255.255",
                "10.0.0.0",
                "10.0.0.1",
                "10.128.3.4",
                "10.255.255.255",
                "100.64.0.0",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.0",
                "127.0.0.1",
                "127.1.2.3",
                "127.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "172.16.0.0",
                "172.16.0.1",
                "172.20.10.1",
                "172.31.255.255",
                "192.0.0.0",
                "192.0.0.8",
                "192.0.0.170",
                "192.0.0.255",
                "192.0.2.0",
                "192.0.2.1",
                "192.0.2.255",
                "192.88.99.0",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.0.1",
                "192.168.1.1",
                "192.168.255.255",
                "198.18.0.0",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.0",
                "198.51.100.7",
                "198.51.100.255",
                "203.0.113.0",
                "203.0.113.9",
                "203.0.113.255",
                "224.0.0.0",
                "224.0.0.1",
                "239.255.255.250",
                "239.255.255.255",
                "240.0.0.0",
                "240.0.0.1",
                "250.1.2.3",
                "255.255.255.254",
                "255.255.255.255"
            })
    void an_ipv4_address_that_is_not_public_is_not_dialled(String literal) {
        assertThat(OutboundGuard.isGlobal(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.0.3.0",
                "192.88.98.255",
                "192.88.100.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "104.16.1.1",
                "3.5.140.2"
            })
    void a_public_ipv4_address_is_dialled(String literal) {
        assertThat(OutboundGuard.isGlobal(address(literal))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "::2",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:192.168.1.1",
                "::ffff:0:0",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "64:ff9b:1:ffff::",
                "100::",
                "100::1",
                "100:0:0:1::1",
                "2001::",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff:ffff::",
                "2001:db8::",
                "2001:db8::1",
                "2001:db8:ffff:ffff::1",
                "2002::",
                "2002:7f00:1::",
                "2002:a00:1::",
                "2002:c0a8:101::1",
                "2002:808:808::1",
                "3fff::",
                "3fff::1",
                "3fff:fff:ffff::",
                "4000::1",
                "5f00::1",
                "fc00::",
                "fc00::1",
                "fd00::1",
                "fd12:3456:789a::1",
                "fdff:ffff::1",
                "fe80::",
                "fe80::1",
                "febf:ffff::1",
                "fec0::1",
                "ff00::1",
                "ff02::1",
                "ff02::fb",
                "ff0e::1",
                "8000::1",
                "e000::1"
            })
    void an_ipv6_address_that_is_not_public_is_not_dialled(String literal) {
        assertThat(OutboundGuard.isGlobal(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001:81b::200e", "2001:200::1", "2400:cb00::1",
                "2003::1", "2620:fe::fe", "2001:db7::1", "2001:db9::1", "::ffff:8.8.8.8"
            })
    void a_public_ipv6_address_is_dialled(String literal) {
        assertThat(OutboundGuard.isGlobal(address(literal))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/a.png, not https",
        "ftp://example.com/a.png, not https",
        "https://user@example.com/a.png, carries a user name",
        "https://user:password@example.com/, carries a user name",
        "https://example.com:8443/a.png, port 8443",
        "https://example.com:80/, port 80",
        "https:///a.png, no host",
        "file:///etc/passwd, no host",
        "data:image/png;base64;AAAA, no host",
        "/im/a.png, no host",
        "gopher://example.com/, not https"
    })
    void an_address_is_refused_by_its_text(String uri, String why) {
        assertThat(STRICT.objectionTo(URI.create(uri)))
                .hasValueSatisfying(objection -> assertThat(objection).contains(why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a.png", "https://example.com:443/a.png?x=1", "HTTPS://EXAMPLE.COM/"})
    void an_https_address_may_be_tried(String uri) {
        assertThat(STRICT.objectionTo(URI.create(uri))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:7900/a.png,",
        "https://localhost:8443/,",
        "http://u@127.0.0.1/, carries a user name",
        "ftp://127.0.0.1/, not https",
        "file:///etc/passwd, no host"
    })
    void the_owners_permission_lets_local_http_through_and_no_more(String uri, String why) {
        var objection = LAX.objectionTo(URI.create(uri));

        if (why == null) {
            assertThat(objection).isEmpty();
        } else {
            assertThat(objection).hasValueSatisfying(text -> assertThat(text).contains(why));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0", "[::ffff:127.0.0.1]"})
    void a_host_at_a_private_address_is_not_resolved(String host) {
        assertThatThrownBy(() -> STRICT.resolve(host, 443))
                .isInstanceOf(ForbiddenAddressException.class)
                .hasMessageContaining("not a public address")
                .hasMessageContaining("BRIDGE_ALLOW_PRIVATE_UPSTREAMS");
    }

    @Test
    void what_is_resolved_is_what_is_dialled() throws Exception {
        assertThat(STRICT.resolve("8.8.8.8", 443)).singleElement().satisfies(to -> {
            assertThat(to.isUnresolved()).isFalse();
            assertThat(to.getAddress()).isEqualTo(address("8.8.8.8"));
            assertThat(to.getPort()).isEqualTo(443);
        });
        assertThat(LAX.resolve("localhost", 80)).isNotEmpty();
    }

    @Test
    void a_name_that_does_not_resolve_is_unknown() {
        assertThatThrownBy(() -> STRICT.resolve("no-such-host.invalid", 443)).isInstanceOf(UnknownHostException.class);
    }
}
