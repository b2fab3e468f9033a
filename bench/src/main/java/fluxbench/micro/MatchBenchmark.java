package fluxbench.micro;

import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.Size;
import fluxbridge.lora.DictionaryReader;
import fluxbridge.lora.Keyword;
import fluxbridge.lora.LoraDictionary;
import fluxbridge.prompt.PromptBuilder;
import fluxbridge.prompt.PromptBuilder.Explained;
import fluxbridge.prompt.match.KeywordMatch;
import fluxbridge.prompt.match.KeywordMatcher;
import fluxbridge.prompt.presence.Cast;
import fluxbridge.prompt.presence.Findings;
import fluxbridge.prompt.presence.Presence;
import fluxbridge.summary.OfflineSummariser;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Names in a passage of a story of 4 kB: the automaton, who is present, and the whole builder with the offline summary. */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class MatchBenchmark {

    private static final int ALIASES = 10_000;
    private static final String STORY =
            "Mira set the lantern down beside Kael, who was mending the net. \"Have you seen Tobias?\" she asked."
                    + " He shook his head; the letter from Ines lay open on the crate between them."
                    + " Rain drummed on the roof, and nobody but Mira looked at the door.\n";

    private final List<Keyword> keywords = IntStream.range(0, ALIASES)
            .mapToObj(i -> new Keyword(Integer.toString(i * 7919 + 10_000, 36) + " vale", "id" + i))
            .toList();
    private final KeywordMatcher matcher = new KeywordMatcher(keywords);
    private final String text = STORY.repeat(4_000 / STORY.length() + 1).substring(0, 4_000);
    private final Presence presence = new Presence();
    private final Cast cast = Cast.of(Map.of(
            "mira", List.of("Mira", "Mira Vale"),
            "kael", List.of("Kael"),
            "tobias", List.of("Tobias", "Toby"),
            "ines", List.of("Ines")));
    private final PromptBuilder builder =
            new PromptBuilder(PromptBuilder.DEFAULT_CAPS, presence, new OfflineSummariser(80), true);
    private LoraDictionary dictionary = LoraDictionary.EMPTY;
    private ImageRequest request = request("");

    @Setup
    public void setUp() {
        dictionary = DictionaryReader.sample();
        request = request(text);
    }

    private static ImageRequest request(String text) {
        return new ImageRequest(
                new Prompt(text, "blurry"),
                new Size(1024, 1024),
                OptionalLong.of(1),
                OptionalInt.of(28),
                OptionalDouble.empty(),
                null,
                null,
                null,
                1,
                true,
                new Mode.Txt2Img(),
                SceneContext.NONE,
                null,
                List.of());
    }

    /** Of 10,000 aliases. */
    @Benchmark
    public KeywordMatcher build() {
        return new KeywordMatcher(keywords);
    }

    /** For 10,000 aliases. */
    @Benchmark
    public List<KeywordMatch> scan() {
        return matcher.find(text);
    }

    @Benchmark
    public Findings present() {
        return presence.judge(cast, text, "", List.of("mira", "kael"));
    }

    @Benchmark
    public Explained lookAndFinish() {
        return builder.finish(builder.look(request, dictionary), 1);
    }
}
