package fluxbridge.ledger;

import fluxbridge.config.BadSettingsException;
import fluxbridge.config.MoneySettings;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What pictures cost: the owner's setting for a provider, else the price table's line for the model. */
public final class Prices {

    /** Jackson's own parser of decimals makes handles at run time; a start would wait for them. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    /** In a dollar. A {@code double} times this is exact to the last digit for every price up to {@link #DEAREST} with 12 digits behind the point. */
    private static final double PICODOLLARS = 1e12;

    private static final double DEAREST = 1000;
    private static final BigInteger PICODOLLARS_IN_A_MICRODOLLAR = BigInteger.valueOf(1_000_000);

    /** What a line's price is for. */
    enum Per {
        PICTURE,
        MEGAPIXEL,
        WHOLE_MEGAPIXEL;

        /** In a megapixel: the smaller reading, so that nothing is set aside too low. */
        private static final long PIXELS = 1_000_000;

        static Per of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        }

        /** How many pixels are paid for, where a price is for {@link #PIXELS}. */
        long pixels(Size size) {
            return switch (this) {
                case PICTURE -> PIXELS;
                case MEGAPIXEL -> size.pixels();
                case WHOLE_MEGAPIXEL -> Math.ceilDiv(size.pixels(), PIXELS) * PIXELS;
            };
        }
    }

    /**
     * A line of the table.
     *
     * @param picodollars whole ones, for one {@code per}
     * @param steps the price is for so many and grows with them; 0 when they do not matter
     */
    record Line(String provider, String model, long picodollars, Per per, int steps, String version) {

        /** Rounded up once, at the end, so that no cost is lost. */
        Price of(Size size, int asked) {
            var dearer = BigInteger.valueOf(picodollars)
                    .multiply(BigInteger.valueOf(per.pixels(size)))
                    .multiply(BigInteger.valueOf(steps == 0 ? 1 : asked));
            var cheaper = PICODOLLARS_IN_A_MICRODOLLAR
                    .multiply(BigInteger.valueOf(Per.PIXELS))
                    .multiply(BigInteger.valueOf(steps == 0 ? 1 : steps));
            var micros = dearer.add(cheaper).subtract(BigInteger.ONE).divide(cheaper);
            return new Price(new Money(micros.longValueExact()), version);
        }
    }

    private final List<Line> lines;
    private final Map<ProviderId, Money> own;

    private Prices(List<Line> lines, Map<ProviderId, Money> own) {
        this.lines = List.copyOf(lines);
        this.own = Map.copyOf(own);
    }

    /** @throws BadSettingsException naming {@code PRICES_PATH} when that file cannot be used */
    public static Prices open(MoneySettings settings) {
        var path = settings.prices();
        return new Prices(path.isPresent() ? ofFile(path.get()) : builtIn(), settings.perPicture());
    }

    private static List<Line> ofFile(Path path) {
        try (var in = Files.newInputStream(path)) {
            return read(in);
        } catch (NoSuchFileException _) {
            throw unusable(path, "there is no such file");
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw unusable(
                    path, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static BadSettingsException unusable(Path path, String why) {
        return new BadSettingsException(List.of("PRICES_PATH: " + path + " cannot be used as a price table: " + why
                + "; docs/money.md shows one; leave it out for the built-in table"));
    }

    private static List<Line> builtIn() {
        try (var in = Prices.class.getResourceAsStream("/prices.json")) {
            if (in == null) {
                throw new IllegalStateException("prices.json is missing from the build");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Line> read(InputStream in) {
        var table = MAPPER.readTree(in);
        var version = table.path("version").asString("");
        if (version.isBlank()) {
            throw new IllegalArgumentException("\"version\" is missing");
        }
        var lines = new ArrayList<Line>();
        for (var line : table.path("prices")) {
            lines.add(line(line, version));
        }
        return lines;
    }

    private static Line line(JsonNode line, String version) {
        var provider = line.path("provider").asString("");
        var model = line.path("model").asString("");
        var usd = line.path("usd");
        if (provider.isEmpty()
                || model.isEmpty()
                || !usd.isNumber()
                || !(usd.doubleValue() >= 0 && usd.doubleValue() <= DEAREST)) {
            throw new IllegalArgumentException(
                    "a line needs \"provider\", \"model\" and \"usd\" (a number of dollars up to 1000), was " + line);
        }
        return new Line(
                provider,
                model,
                Math.round(usd.doubleValue() * PICODOLLARS),
                Per.of(line.path("per").asString("picture")),
                line.path("steps").asInt(0),
                version + " " + provider + "/" + model);
    }

    /**
     * What one picture costs at most.
     *
     * @param model the provider's own name of it, null when that is not known
     * @param steps of the sampler
     * @return empty when nobody says
     */
    public Optional<Price> estimate(ProviderId provider, @Nullable String model, Size size, int steps) {
        var set = own.get(provider);
        if (set != null) {
            return Optional.of(new Price(set, MoneySettings.nameOfPrice(provider)));
        }
        return lines.stream()
                .filter(line ->
                        line.provider().equals(provider.value()) && line.model().equals(model))
                .findFirst()
                .map(line -> line.of(size, steps));
    }
}
