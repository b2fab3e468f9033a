package fluxbench.micro;

import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SceneContext;
import fluxbridge.domain.Size;
import fluxbridge.lora.DictionaryReader;
import fluxbridge.lora.LoraDictionary;
import fluxbridge.prompt.PromptBuilder;
import fluxbridge.prompt.match.KeywordMatch;
import fluxbridge.prompt.match.KeywordMatcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Matcher and builder, by the size of the dictionary and the length of the prompt: both must grow no faster than in proportion. */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PromptBenchmark {

    /** LoRAs in the dictionary. */
    @Param({"30", "300", "3000"})
    public int loras;

    /** Sentences of some twelve words. */
    @Param({"3", "30", "300"})
    public int sentences;

    private final PromptBuilder builder = new PromptBuilder(PromptBuilder.DEFAULT_CAPS);
    private LoraDictionary dictionary = LoraDictionary.EMPTY;
    private KeywordMatcher matcher = new KeywordMatcher(List.of());
    private String text = "";
    private ImageRequest request = request("");

    @Setup
    public void setUp() {
        dictionary = DictionaryReader.read(dictionaryOf(loras).getBytes(StandardCharsets.UTF_8));
        matcher = KeywordMatcher.of(dictionary);
        text = IntStream.range(0, sentences)
                .mapToObj(i -> "the harbour master number" + i % 30 + " waits by the stormy quay number " + i
                        + " with a lantern. ")
                .collect(Collectors.joining());
        request = request(text);
    }

    private static String dictionaryOf(int loras) {
        return IntStream.range(0, loras)
                .mapToObj(i -> "\"lora" + i + "\":{\"name\":\"Number" + i + "\",\"url\":\"https://example.com/loras/"
                        + i
                        + ".safetensors\",\"weight\":0.9,\"rank\":" + i
                        + ",\"category\":\"general\",\"trigger_words\":[\"trig" + i + "\"],\"keywords\":[\"number" + i
                        + "\"],\"permanent\":false,\"subject\":\"style\",\"rating\":\"general\"}")
                .collect(Collectors.joining(",", "{\"config\":{},\"loras\":{", "}}"));
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

    @Benchmark
    public List<KeywordMatch> match() {
        return matcher.find(text);
    }

    @Benchmark
    public Prepared prepare() {
        return builder.finish(builder.look(request, dictionary), 1).prepared();
    }
}
