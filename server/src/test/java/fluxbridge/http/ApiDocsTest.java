package fluxbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /openapi.json} and {@code /docs} say is what is served. */
@TestInstance(Lifecycle.PER_CLASS)
final class ApiDocsTest {

    private final BridgeUnderTest bridge;

    ApiDocsTest(@TempDir Path home) {
        bridge = BridgeUnderTest.start(home);
    }

    @AfterAll
    void stop() {
        bridge.close();
    }

    private Set<String> served() {
        return bridge.wiring().server().routes().stream()
                .map(route -> route.replaceAll("<(\\w+)>", "{$1}"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_route_that_is_served_is_described_and_no_other() {
        var described = new TreeSet<String>();
        bridge.get("/openapi.json")
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method ->
                                described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));

        var missing = new TreeSet<>(served());
        missing.removeAll(described);
        var gone = new TreeSet<>(described);
        gone.removeAll(served());

        assertThat(missing).as("served without a line in http/RouteDocs").isEmpty();
        assertThat(gone).as("in http/RouteDocs, but not served").isEmpty();
        assertThat(described).contains("POST /sdapi/v1/img2img", "GET /v1/models/{id}");
    }

    @Test
    void the_page_names_every_path_and_loads_nothing_from_elsewhere() {
        var page = bridge.get("/docs");

        assertThat(page.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(served()).allSatisfy(route -> assertThat(page.text()).contains(route.split(" ", 2)[1]));
        assertThat(page.text()).doesNotContain("http://", "https://", "<script");
    }

    @Test
    void each_operation_has_an_id_of_its_own() {
        var ids = bridge.get("/openapi.json").json().findValuesAsString("operationId");

        assertThat(ids).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    }
}
