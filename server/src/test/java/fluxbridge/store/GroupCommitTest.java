package fluxbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fluxbridge.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class GroupCommitTest {

    /** Whether each transaction had to be durable, and what it wrote. */
    private final List<String> committed = new CopyOnWriteArrayList<>();

    private GroupCommit<List<String>> group() {
        return new GroupCommit<>("test", this::transaction);
    }

    private void transaction(boolean durable, Consumer<List<String>> body) {
        var written = new ArrayList<String>();
        body.accept(written);
        committed.add((durable ? "durable " : "") + String.join(",", written));
    }

    private static boolean write(List<String> open, String what) {
        return open.add(what);
    }

    @Test
    void what_can_wait_is_written_with_the_next_write_and_before_it() {
        try (var group = group()) {
            group.soon(open -> write(open, "soon"), _ -> {});
            group.write(open -> write(open, "now"));

            assertThat(String.join(",", committed)).isEqualTo("soon,now");
        }
    }

    @Test
    void what_can_wait_is_written_when_nothing_follows() {
        try (var group = group()) {
            group.soon(open -> write(open, "soon"), _ -> {});

            Await.until("the write", () -> committed.equals(List.of("soon")));
        }
    }

    @Test
    void a_flush_waits_for_all_that_was_given_before_it() {
        try (var group = group()) {
            for (int i = 0; i < 600; i++) {
                group.soon(open -> write(open, "soon"), _ -> {});
            }
            group.flush();

            assertThat(String.join(",", committed).split("soon", -1)).hasSize(601);
        }
    }

    @Test
    void only_a_transaction_with_a_durable_write_is_durable() {
        try (var group = group()) {
            group.write(open -> write(open, "usual"));
            group.writeDurably(open -> write(open, "paid"));

            assertThat(committed).containsExactly("usual", "durable paid");
        }
    }

    @Test
    void a_broken_write_that_nobody_waits_for_is_told_and_leaves_the_others_whole() {
        var lost = new CopyOnWriteArrayList<RuntimeException>();
        try (var group = group()) {
            group.soon(
                    _ -> {
                        throw new IllegalStateException("broken");
                    },
                    lost::add);
            group.write(open -> write(open, "whole"));

            assertThat(committed).containsExactly("whole");
            assertThat(lost)
                    .singleElement()
                    .satisfies(problem -> assertThat(problem).hasMessage("broken"));
        }
    }

    @Test
    void what_comes_after_the_end_is_refused_and_told() {
        var lost = new CopyOnWriteArrayList<RuntimeException>();
        var group = group();
        group.close();

        group.soon(open -> write(open, "late"), lost::add);

        assertThat(lost).hasSize(1);
        assertThatThrownBy(() -> group.write(open -> write(open, "late"))).hasMessageContaining("the store is closed");
        assertThat(committed).noneMatch(written -> written.contains("late"));
    }
}
