package fluxbridge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every adapter must do, told by the folders {@code fixtures/<provider>/<case>/} of the test resources.
 *
 * <ul>
 *   <li>{@code in.json}: the request ({@code prompt, negative, width, height, seed, steps, guidance, sampler, model, loras[{id, url, weight}],
 *       mode, strength}; init image and mask are made up), {@code deadline_seconds} (20), {@code settings}, and {@code
 *       interrupt_after_request} to cancel once so many requests have come.
 *   <li>{@code N-request.http}: request line, header lines that must be there ({@code *} stands for anything; no value means that the header
 *       must be absent), a blank line, the body. JSON must be equal, save that <code>${any}</code> stands for anything. Without the file the
 *       request is not checked.
 *   <li>{@code N-response.http}: a status, header lines, a blank line, the body: text with <code>${BASE}</code> (the server), <code>${OTHER}
 *       </code> (the same server under a foreign host name), <code>${request:/json/pointer}</code> (from the request that is answered; {@code
 *       request3:} from the third) and <code>${png-base64 512x512}</code>, or {@code @png 512x512}; likewise jpeg and webp. The first line may
 *       instead be {@code DROP} or {@code HANG}, or come before an answer: {@code TRUNCATE bytes}, {@code SLOW milliseconds}, {@code HUGE}.
 *       {@code N+-response.http} answers further requests with the same method and path too, until one comes that only fits the next step.
 *   <li>{@code out.json}: {@code picture{format, width, height}, seed, cost_microdollars, model, notes[]}, or {@code failure, what,
 *       next_may_help, may_be_billed, retry_after_seconds, billed_microdollars}; also {@code requests}, exactly as many as were made. What is
 *       left out is not compared.
 *   <li>{@code data/}: files laid into the data folder before.
 * </ul>
 *
 * <p>In every case the call ends within its deadline, makes no request beyond those declared, and tells no secret.
 */
public abstract class ProviderContract {

    private final ProviderSpec spec;

    /** @param spec whose id is the name of the folder of fixtures */
    protected ProviderContract(ProviderSpec spec) {
        this.spec = spec;
    }

    /** The failures that cannot happen at this provider. */
    protected Set<Class<? extends FromProvider>> never() {
        return Set.of();
    }

    @TestFactory
    Stream<DynamicTest> it_plays_by_its_fixtures(@TempDir Path folder) throws IOException {
        var clock = new FixtureClock();
        var background = new FixtureBackground();
        var http = http(clock, background);
        return fixtures().stream()
                .map(fixture -> DynamicTest.dynamicTest(
                        fixture.name(),
                        () -> assertThat(new FixtureRun(
                                                spec,
                                                fixture,
                                                Files.createDirectory(folder.resolve(fixture.name())),
                                                http,
                                                clock,
                                                background)
                                        .problems())
                                .as(spec.id() + "/" + fixture)
                                .isEmpty()))
                .onClose(http::close);
    }

    /** A client that may speak to the fixture server. */
    static ProviderHttp http(FixtureClock clock, FixtureBackground background) {
        return new ProviderHttp(
                new OutboundGuard(true), clock, clock, new PictureReader(PictureLimits.STANDARD), background);
    }

    @Test
    void every_failure_and_every_broken_answer_has_a_case() throws IOException {
        var failures = new TreeSet<String>();
        var ways = new TreeSet<String>();
        for (var fixture : fixtures()) {
            failures.add(
                    fixture.expectsPicture()
                            ? "picture"
                            : fixture.expected("failure").asString());
            fixture.steps().forEach(step -> ways.add(way(step.response())));
        }
        var owed = Arrays.stream(FromProvider.class.getPermittedSubclasses())
                .filter(failure -> !never().contains(failure))
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        owed.add("picture");
        assertThat(failures).containsAll(owed);
        assertThat(ways).contains("DROP", "HANG", "TRUNCATE", "HUGE", "SLOW", "<", "401", "429", "500", "503");
    }

    /** What is special about an answer: its first word, or {@code <} for a page of HTML. */
    private static String way(String response) {
        return response.contains("\n\n<") ? "<" : response.split("\\s", 2)[0];
    }

    private List<Fixture> fixtures() throws IOException {
        var folder = ProviderContract.class.getResource("/fixtures/" + spec.id());
        if (folder == null) {
            throw new IllegalStateException("there is no folder fixtures/" + spec.id() + " in the test resources");
        }
        try (var cases = Files.list(Path.of(folder.toURI()))) {
            return cases.filter(Files::isDirectory).sorted().map(Fixture::read).toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
