package fluxbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.config.BadSettingsException;
import fluxbridge.config.MoneySettings;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PricesTest {

    private static final ProviderId FAL = new ProviderId("fal");
    private static final Size MEGAPIXEL = new Size(1000, 1000);

    @TempDir
    Path folder;

    private static MoneySettings settings(Optional<Path> prices, Map<ProviderId, Money> own) {
        return new MoneySettings(Optional.empty(), ZoneId.of("UTC"), Duration.ofHours(24), prices, own);
    }

    private Prices table(String json) throws IOException {
        var file = Files.writeString(folder.resolve("prices.json"), json);
        return Prices.open(settings(Optional.of(file), Map.of()));
    }

    private Prices line(String rest) throws IOException {
        return table("{\"version\": \"v7\", \"prices\": [{\"provider\": \"fal\", \"model\": \"m\", " + rest + "}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0154",
                "0.1",
                "0.07",
                "0.000000000001",
                "0.0000384999999",
                "1000",
                "999.999999999999",
                "3.9E-3",
                "7"
            })
    void a_price_is_what_exact_decimals_come_to_rounded_up_once(String usd) throws IOException {
        var table = line("\"usd\": " + usd + ", \"per\": \"megapixel\", \"steps\": 28");
        for (var size : List.of(new Size(512, 768), MEGAPIXEL, new Size(1024, 1024), new Size(4096, 4096))) {
            for (int steps : new int[] {1, 27, 28, 150}) {
                var exact = new BigDecimal(usd)
                        .multiply(BigDecimal.valueOf(size.pixels() * steps))
                        .divide(BigDecimal.valueOf(28), 0, RoundingMode.CEILING);
                assertThat(table.estimate(FAL, "m", size, steps))
                        .as("%s for %s and %s steps", usd, size, steps)
                        .contains(new Price(new Money(exact.longValueExact()), "v7 fal/m"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "picture, 1000, 1000, 10000",
        "picture, 2000, 1000, 10000",
        "megapixel, 1000, 1000, 10000",
        "megapixel, 1000, 1010, 10100",
        "megapixel, 500, 500, 2500",
        "whole-megapixel, 1000, 1000, 10000",
        "whole-megapixel, 1000, 1001, 20000",
        "whole-megapixel, 64, 64, 10000",
    })
    void a_price_is_for_a_picture_or_grows_with_its_pixels(String per, int width, int height, long micros)
            throws IOException {
        var price = line("\"usd\": 0.01, \"per\": \"" + per + "\"").estimate(FAL, "m", new Size(width, height), 28);

        assertThat(price).contains(new Price(new Money(micros), "v7 fal/m"));
    }

    @ParameterizedTest
    @CsvSource({"30, 10000", "15, 5000", "60, 20000", "1, 334"})
    void a_price_for_so_many_steps_grows_with_them_and_is_rounded_up(int steps, long micros) throws IOException {
        var price = line("\"usd\": 0.01, \"steps\": 30").estimate(FAL, "m", MEGAPIXEL, steps);

        assertThat(price).hasValueSatisfying(p -> assertThat(p.most()).isEqualTo(new Money(micros)));
    }

    @Test
    void the_owners_price_counts_more_than_any_table() {
        var prices = Prices.open(settings(Optional.empty(), Map.of(FAL, new Money(99))));

        assertThat(prices.estimate(FAL, "no such model", MEGAPIXEL, 28))
                .contains(new Price(new Money(99), "FAL_PRICE_USD"));
    }

    @Test
    void nobody_knows_the_price_of_another_model_or_provider() throws IOException {
        var prices = line("\"usd\": 0.01");

        assertThat(prices.estimate(FAL, "other", MEGAPIXEL, 28)).isEmpty();
        assertThat(prices.estimate(FAL, null, MEGAPIXEL, 28)).isEmpty();
        assertThat(prices.estimate(new ProviderId("runware"), "m", MEGAPIXEL, 28))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "fal, fal-ai/flux-lora, 70000",
        "fal, fal-ai/flux-lora/image-to-image, 70000",
        "fal, fal-ai/flux-lora/inpainting, 70000",
        "fal, fal-ai/flux-krea-lora/inpainting, 70000",
        "fal, fal-ai/flux-general/image-to-image, 150000",
        "runware, runware:101@1, 4090",
        "wavespeed, wavespeed-ai/flux-dev-lora, 15000",
    })
    void the_built_in_table_knows_the_usual_models(String provider, String model, long micros) {
        var prices = Prices.open(settings(Optional.empty(), Map.of()));

        assertThat(prices.estimate(new ProviderId(provider), model, new Size(1024, 1024), 30))
                .hasValueSatisfying(price -> {
                    assertThat(price.most().micros()).isEqualTo(micros);
                    assertThat(price.version()).matches("\\d{4}-\\d\\d-\\d\\d " + provider + "/" + model);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"usd\": -0.01",
                "\"usd\": \"cheap\"",
                "\"usd\": 0.01, \"model\": \"\"",
                "\"usd\": 0.01, \"provider\": \"\"",
                "\"usd\": 0.01, \"per\": \"acre\"",
            })
    void a_line_that_makes_no_sense_stops_the_start(String rest) {
        assertThatThrownBy(() -> line(rest))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("PRICES_PATH: " + folder.resolve("prices.json") + " cannot be used")
                .hasMessageContaining("docs/money.md");
    }

    @Test
    void a_free_picture_is_a_price_too() throws IOException {
        assertThat(line("\"usd\": 0").estimate(FAL, "m", MEGAPIXEL, 28)).contains(new Price(Money.ZERO, "v7 fal/m"));
    }

    @Test
    void a_table_names_its_version() {
        assertThatThrownBy(() -> table("{\"prices\": []}")).hasMessageContaining("\"version\" is missing");
        assertThatThrownBy(() -> table("not json")).hasMessageContaining("cannot be used as a price table");
        assertThatThrownBy(() -> Prices.open(settings(Optional.of(folder.resolve("none")), Map.of())))
                .hasMessageContaining("there is no such file");
    }
}
