package fluxbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Money;
import fluxbridge.store.LedgerStore.Spent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpendLineTest {

    private static final List<Spent> ALL = List.of(
            new Spent("2026-10-31", "mira", "fal", 4, 3, 100, 7),
            new Spent("2026-11-01", "mira", "runware", 2, 2, 10, 0),
            new Spent("2026-11-02", "jonas", "fal", 1, 0, 0, 35));

    private static SpendLine line(String key, long calls, long pictures, long spent, long unknown) {
        return new SpendLine(key, calls, pictures, new Money(spent), new Money(unknown));
    }

    @Test
    void what_has_one_key_is_one_line_with_the_sums() {
        assertThat(SpendLine.of(ALL, SpendLine.By.PROVIDER))
                .containsExactly(line("fal", 5, 3, 100, 42), line("runware", 2, 2, 10, 0));
        assertThat(SpendLine.of(ALL, SpendLine.By.TOKEN))
                .containsExactly(line("jonas", 1, 0, 0, 35), line("mira", 6, 5, 110, 7));
        assertThat(SpendLine.of(ALL, SpendLine.By.MONTH))
                .containsExactly(line("2026-10", 4, 3, 100, 7), line("2026-11", 3, 2, 10, 35));
        assertThat(SpendLine.of(ALL, SpendLine.By.DAY))
                .extracting(SpendLine::key)
                .containsExactly("2026-10-31", "2026-11-01", "2026-11-02");
    }

    @Test
    void their_names_are_plain_words() {
        assertThat(SpendLine.By.values())
                .extracting(SpendLine.By::word)
                .containsExactly("day", "month", "token", "provider");
    }
}
