package io.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stretch of an epoch that was interrupted by another one, as when a node was cut off and took the topic for its own. */
class BeginningTest {

    private static final long EPOCH = 7;
    private static final long OTHER = 8;

    private final List<TopicEvent<String>> told = new ArrayList<>();
    private final Beginning<String> beginning =
            new Beginning<>(Start.now(), Delivery.Jump.MISSING, told::add, () -> {});

    @Test
    void whatCameOfAnEpochDoesNotComeAgainWhenItGoesOn() {
        enterAndGet(stretch(EPOCH, 0, 0), 1, 2, 3);
        enterAndGet(stretch(OTHER, 0, 2));

        assertThat(beginning.from(stretch(EPOCH, 3, 5)))
                .extracting(update -> update.position().offset())
                .containsExactly(4L, 5L);
        assertThat(told)
                .containsExactly(
                        new Started<>(new Position(EPOCH, 0), true),
                        new Reset<>(new Position(EPOCH, 3), new Position(OTHER, 0)),
                        new Reset<>(new Position(OTHER, 0), new Position(EPOCH, 3)));
    }

    @Test
    void aGapBeginsWhereItHadComeToInThatEpoch() {
        enterAndGet(stretch(EPOCH, 0, 0), 1, 2, 3);
        enterAndGet(stretch(OTHER, 0, 0));
        enterAndGet(stretch(EPOCH, 9, 9));

        assertThat(told).last().isEqualTo(new Gap<>(EPOCH, 4, 9));
        assertThat(told).contains(new Reset<>(new Position(OTHER, 0), new Position(EPOCH, 3)));
    }

    @Test
    void ofVeryManyEpochsTheOldestIsForgotten() {
        enterAndGet(stretch(EPOCH, 0, 0), 1, 2, 3);
        for (long epoch = OTHER; epoch < OTHER + 20; epoch++) {
            enterAndGet(stretch(epoch, 0, 0), 1);
        }
        enterAndGet(stretch(EPOCH, 9, 9));

        assertThat(told).last().isEqualTo(new Gap<>(EPOCH, 1, 9));
    }

    private void enterAndGet(Replica<String> stretch, long... offsets) {
        List<Update<String>> unused = beginning.from(stretch);
        for (long offset : offsets) {
            Update<String> next = beginning.next(update(stretch.head().epoch(), offset));
            assertThat(next.position().offset()).isEqualTo(offset);
        }
    }

    /** What comes after {@code base} is there up to {@code head}. */
    private static Replica<String> stretch(long epoch, long base, long head) {
        TopicConfig config = new TopicConfig("topic", Retention.standard(), 0);
        Replica<String> stretch =
                new Replica<>(config, new Position(epoch, base), new HistoryBudget(1 << 20), System::currentTimeMillis);
        for (long offset = base + 1; offset <= head; offset++) {
            stretch.record(update(epoch, offset));
        }
        return stretch;
    }

    private static Update<String> update(long epoch, long offset) {
        return new Update<>(new Position(epoch, offset), null, "value", Message.text("value"), 1, offset);
    }
}
