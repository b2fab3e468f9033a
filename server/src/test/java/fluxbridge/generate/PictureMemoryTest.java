package fluxbridge.generate;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PictureMemoryTest {

    private final PictureMemory memory = new PictureMemory(10);

    @Test
    void nothing_is_taken_before_it_is_asked_for() throws Exception {
        try (var lease = memory.lease(2)) {
            assertThat(memory.free()).isEqualTo(10);
            lease.acquire();
            lease.acquire();
            assertThat(memory.free()).isEqualTo(4);
        }
        assertThat(memory.free()).isEqualTo(10);
    }

    @Test
    void a_lease_that_is_closed_twice_gives_back_once() throws Exception {
        var lease = memory.lease(1);
        lease.acquire();
        lease.close();
        lease.close();

        assertThat(memory.free()).isEqualTo(10);
    }

    @Test
    void a_request_for_more_than_there_is_takes_all() throws Exception {
        try (var lease = memory.lease(64)) {
            lease.acquire();
            assertThat(memory.free()).isZero();
        }
    }

    @Test
    void who_finds_no_room_waits_for_it_and_hears_an_interrupt() throws Exception {
        try (var all = memory.lease(64);
                var next = memory.lease(1)) {
            all.acquire();
            var waiting = Thread.ofVirtual().start(() -> {
                try {
                    next.acquire();
                } catch (InterruptedException _) {
                    // Ends the thread.
                }
            });
            assertThat(Await.within(Duration.ofMillis(50), () -> !waiting.isAlive()))
                    .isFalse();
            waiting.interrupt();
            Await.until("the interrupt", () -> !waiting.isAlive());
        }
        assertThat(memory.free()).isEqualTo(10);
    }

    @Test
    void who_waits_goes_on_when_there_is_room() throws Exception {
        var all = memory.lease(64);
        all.acquire();
        try (var next = memory.lease(1)) {
            var waiting = Thread.ofVirtual().start(() -> {
                try {
                    next.acquire();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            all.close();
            Await.until("the room", () -> !waiting.isAlive());
            assertThat(memory.free()).isEqualTo(7);
        }
    }
}
