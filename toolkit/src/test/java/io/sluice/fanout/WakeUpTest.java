package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two threads take turns, each acting as soon as it sees the other's value emitted: thus just when the other's drain is about
 * to end. A wake-up lost there is made good by nobody, and the turns stop.
 */
class WakeUpTest {

    private static final int TURNS = 20_000;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Race race = new Race();
    private final AtomicInteger emitted = new AtomicInteger();
    private final Hub<Integer> hub = Hub.create();

    @AfterEach
    void stopTheOtherThread() {
        race.close();
    }

    private TestSubscriber<Integer> join(long demand) {
        TestSubscriber<Integer> member = new TestSubscriber<>(demand) {
            @Override
            public void onNext(Integer value) {
                int now = emitted.incrementAndGet();
                // Lets the other thread's action fall on every step that follows.
                for (int spins = now % 128; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
        };
        hub.join(Overflow.<Integer>disconnect(TURNS)).subscribe(member);
        return member;
    }

    /** Acts each time the number of emitted values is {@code parity}, modulo two. */
    private int takeTurns(int parity, Runnable action) {
        int turns = 0;
        for (int turn = parity; turn < TURNS; turn += 2) {
            if (!Race.spinUntil(emitted, turn, PATIENCE_NANOS)) {
                break;
            }
            action.run();
            turns++;
        }
        return turns;
    }

    private void alternate(Runnable action) throws Exception {
        race.run(() -> takeTurns(0, action), () -> takeTurns(1, action));

        assertThat(emitted.get()).isEqualTo(TURNS);
    }

    @Test
    void aValueThatComesJustAsADrainEndsIsEmitted() throws Exception {
        join(Long.MAX_VALUE);

        alternate(() -> hub.publish(0));
    }

    @Test
    void demandThatComesJustAsADrainEndsIsServed() throws Exception {
        TestSubscriber<Integer> member = join(0);
        for (int i = 0; i < TURNS; i++) {
            hub.publish(i);
        }

        alternate(() -> member.request(1));
    }
}
