package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.store.LedgerStore.Totals;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
final class LedgerBookTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @RegisterExtension
    final Databases databases = new Databases();

    private final Engine engine;

    @TempDir
    Path dataDir;

    private final Statements sql = new Statements();

    private Database database;

    LedgerBookTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        database = Database.open(databases.fresh(engine, dataDir));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void inTransaction(Consumer<LedgerBook> work) {
        database.inTransaction(true, connection -> {
            var book = LedgerBook.open(connection, sql);
            work.accept(book);
            book.finish();
        });
    }

    private Totals written(String bucket) {
        var totals = new ArrayList<Totals>();
        inTransaction(book -> totals.add(book.totals(bucket)));
        return totals.getFirst();
    }

    @Test
    void a_budget_is_written_once_with_all_that_a_transaction_moved() {
        inTransaction(book -> book.hold("day:1", 100, 1000));
        inTransaction(book -> {
            book.hold("day:1", 50, 1000);
            book.move("day:1", 30, -40, 10);
            book.move("day:1", 1, 0, 0);
        });

        assertThat(written("day:1")).isEqualTo(new Totals(31, 110, 10));
    }

    @Test
    void what_was_moved_counts_before_it_is_written_in_whatever_order_it_is_asked_for() {
        inTransaction(book -> book.hold("day:1", 100, 1000));
        inTransaction(book -> {
            book.move("day:1", 0, 60, 0);
            assertThat(book.totals("day:1")).isEqualTo(new Totals(0, 160, 0));
            book.move("day:1", 5, -5, 0);
            assertThat(book.totals("day:1")).isEqualTo(new Totals(5, 155, 0));
            assertThatIllegalStateException().isThrownBy(() -> book.hold("day:1", 41, 200));
            book.hold("day:1", 40, 200);
        });

        assertThat(written("day:1").all()).isEqualTo(200);
    }

    @Test
    void postings_are_numbered_over_transactions_without_a_gap() {
        inTransaction(book -> book.post("one", "", NOW, Map.of("a", 5L, "b", -5L, "c", 0L)));
        inTransaction(book -> {
            book.post("two", "", NOW, Map.of("a", 1L, "b", -1L));
            book.post("three", "", NOW, Map.of("a", 2L, "b", -2L));
        });

        List<Long> numbers = database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT seq FROM ledger_postings ORDER BY seq")
                        .mapTo(Long.class)
                        .list());
        assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void the_same_event_twice_fails_and_nothing_of_the_transaction_is_written() {
        inTransaction(book -> book.post("one", "", NOW, Map.of("a", 5L, "b", -5L)));

        assertThatThrownBy(() -> inTransaction(book -> {
                    book.hold("day:1", 7, 1000);
                    book.post("one", "", NOW, Map.of("a", 5L, "b", -5L));
                }))
                .isInstanceOf(JdbiException.class);
        assertThat(written("day:1")).isEqualTo(Totals.NONE);
    }

    @Test
    void a_statement_that_is_repeated_many_times_reads_and_writes_as_if_it_were_new() {
        inTransaction(book -> {
            for (long i = 0; i < 100; i++) {
                book.sql().update("UPDATE ledger_head SET seq = ? WHERE id = 1", i);
                assertThat(book.sql().find("SELECT seq FROM ledger_head WHERE id = ?", row -> row.getLong(1), 1))
                        .hasValue(i);
            }
        });
    }
}
