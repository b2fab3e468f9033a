package fluxbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.EmptyDatabase;
import fluxbridge.config.MoneySettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Money;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import fluxbridge.failure.Failure.NoRoute;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.Allowances;
import fluxbridge.ledger.Hold;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.OpenAttempt;
import fluxbridge.ledger.Prices;
import fluxbridge.provider.Call;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Provider;
import fluxbridge.store.Database;
import fluxbridge.store.LedgerStore;
import fluxbridge.store.LedgerStore.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BookedSpendingTest {

    private static final Size MEGAPIXEL = new Size(1000, 1000);
    private static final Caller MIRA = new Caller("mira");
    private static final Mode IMG2IMG = new Mode.Img2Img(FakeProvider.png(new Size(8, 8)), 0.5);

    @TempDir
    Path dataDir;

    private Database database;
    private LedgerStore store;
    private Ledger ledger;
    private BookedSpending spending;

    @BeforeEach
    void open() {
        database = EmptyDatabase.in(dataDir);
        store = new LedgerStore(database);
        var settings = new MoneySettings(
                Optional.of(new Money(1_000_000)), ZoneId.of("UTC"), Duration.ofHours(24), Optional.empty(), Map.of());
        var ids = new AtomicInteger();
        ledger = new Ledger(
                store,
                settings,
                Allowances.NONE,
                "run",
                () -> "h" + ids.incrementAndGet(),
                () -> Instant.EPOCH,
                _ -> {});
        ledger.start();
        spending = new BookedSpending(ledger, Prices.open(settings), Map.of(new ProviderId("fal"), "fal-ai/flux-lora"));
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    /** Draws from a prompt with the configured model, and from a picture with a dearer one. */
    private record TwoModels(FakeProvider fake) implements Provider {
        @Override
        public ProviderId id() {
            return fake.id();
        }

        @Override
        public Capabilities capabilities() {
            return fake.capabilities();
        }

        @Override
        public Generated generate(fluxbridge.domain.PictureRequest request, Call call) {
            return fake.generate(request, call);
        }

        @Override
        public Optional<String> drawsWith(@Nullable String model, Mode mode) {
            return mode instanceof Mode.Img2Img ? Optional.of("fal-ai/flux-general/image-to-image") : Optional.empty();
        }
    }

    private static Candidate candidate(Provider provider, Mode mode, @Nullable String model) {
        return new Candidate(
                provider,
                List.of(),
                MEGAPIXEL,
                new Prompt("a tower", ""),
                model,
                provider.drawsWith(model, mode).orElse(null),
                List.of());
    }

    private Totals held() {
        return store.ofDay("1970-01-01");
    }

    @Test
    void what_draws_from_a_picture_is_priced_by_its_own_name() {
        var fal = new TwoModels(FakeProvider.drawing("fal"));

        assertThat(spending.of(candidate(fal, new Mode.Txt2Img(), null), 28)).contains(new Money(35_000));
        assertThat(spending.of(candidate(fal, IMG2IMG, null), 28)).contains(new Money(75_000));
    }

    @Test
    void the_dearest_of_the_plan_times_its_pictures_is_set_aside() {
        var plan = new Plan(List.of(
                candidate(FakeProvider.drawing("fal"), new Mode.Txt2Img(), null),
                candidate(FakeProvider.drawing("fal"), new Mode.Txt2Img(), "fal-ai/flux-general"),
                candidate(FakeProvider.drawing("sketch").free(), new Mode.Txt2Img(), null)));

        try (var _ = spending.hold(MIRA, "", plan, 3)) {
            assertThat(held()).isEqualTo(new Totals(0, 225_000, 0));
        }
        assertThat(held()).isEqualTo(Totals.NONE);
    }

    @Test
    void a_call_reserves_its_own_price() {
        var candidate = candidate(FakeProvider.drawing("fal"), new Mode.Txt2Img(), null);
        try (var hold = spending.hold(MIRA, "", new Plan(List.of(candidate)), 1)) {
            spending.open(hold, candidate, 28, "a1").settled(null);
        }
        assertThat(held()).isEqualTo(new Totals(35_000, 0, 0));
    }

    @Test
    void under_a_budget_an_unknown_price_is_refused_with_the_setting_that_mends_it() {
        var plan = new Plan(List.of(candidate(FakeProvider.drawing("fal"), new Mode.Txt2Img(), "new/model")));

        var refused = catchThrowableOfType(GatewayException.class, () -> spending.hold(MIRA, "", plan, 1));

        assertThat(refused.failure()).isInstanceOf(NoRoute.class);
        assertThat(refused).hasMessageContaining("FAL_PRICE_USD").hasMessageContaining("new/model");
    }

    @Test
    void what_is_free_leaves_no_trace() {
        var free = candidate(FakeProvider.drawing("sketch").free(), new Mode.Txt2Img(), null);

        assertThat(spending.hold(MIRA, "", new Plan(List.of(free)), 1)).isSameAs(Hold.NONE);
        assertThat(spending.open(Hold.NONE, free, 28, "a1")).isSameAs(OpenAttempt.NONE);
        assertThat(spending.of(free, 28)).contains(Money.ZERO);
    }
}
