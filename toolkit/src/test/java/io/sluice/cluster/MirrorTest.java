package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.feed.BrokerSignal;
import io.sluice.feed.Entry;
import io.sluice.feed.HistoryBudget;
import io.sluice.feed.Position;
import io.sluice.feed.Retention;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.sluice.message.Message;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A node is cut off, takes the topic for its own, and comes back: the epoch it had before goes on. */
class MirrorTest {

    private static final long EPOCH = 7;
    private static final long OWN = 8;

    private final Mirror mirror =
            new Mirror(new TopicConfig("topic", Retention.standard(), 0), new HistoryBudget(1 << 20), () -> 0);
    private final TestSubscriber<BrokerSignal> subscriber = new TestSubscriber<>();

    @Test
    void whatHadComeBeforeTheCutDoesNotComeAgain() {
        subscribe();
        publish(EPOCH, 1, 3);
        own();
        back(5);
        publish(EPOCH, 6, 6);

        assertThat(subscriber.values().subList(1, subscriber.values().size()))
                .filteredOn(signal -> !(signal instanceof BrokerSignal.Data))
                .containsExactly(
                        new BrokerSignal.Reset(new Position(EPOCH, 3), new Position(OWN, 0), 0, false),
                        new BrokerSignal.Reset(new Position(OWN, 0), new Position(EPOCH, 3), 5, false));
        assertThat(offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void whatIsNoLongerInTheHistoryIsAGapFromThereOn() {
        subscribe();
        publish(EPOCH, 1, 3);
        own();
        mirror.apply(new TopicSignal.SnapshotBegin(EPOCH, 9));
        mirror.apply(new TopicSignal.SnapshotEnd(EPOCH, 9));
        publish(EPOCH, 10, 10);

        assertThat(subscriber.values()).contains(new BrokerSignal.Gap(EPOCH, 4, 9, false));
        assertThat(offsets()).containsExactly(1L, 2L, 3L, 10L);
    }

    @Test
    void ofManyEpochsTheNewestAreRemembered() {
        subscribe();
        publish(EPOCH, 1, 3);
        for (long epoch = OWN; epoch < OWN + 20; epoch++) {
            mirror.apply(new TopicSignal.Reset(0, 0, epoch));
            publish(epoch, 1, 1);
            back(5);
        }

        assertThat(offsets()).startsWith(1L, 2L, 3L, 1L, 4L, 5L);
        assertThat(offsets()).filteredOn(offset -> offset > 1).containsExactly(2L, 3L, 4L, 5L);
    }

    private void subscribe() {
        mirror.apply(new TopicSignal.SnapshotBegin(EPOCH, 0));
        mirror.apply(new TopicSignal.SnapshotEnd(EPOCH, 0));
        MirrorSubscription subscription = new MirrorSubscription(mirror, Start.now(), subscriber, leaving -> {});
        mirror.add(subscription);
        subscription.begin();
    }

    private void publish(long epoch, long from, long to) {
        mirror.apply(new TopicSignal.Messages(
                epoch,
                from,
                LongStream.rangeClosed(from, to)
                        .mapToObj(offset -> Envelope.of(Entry.of(Message.text("value " + offset))))
                        .toList()));
    }

    /** The node has the topic to itself, and nothing is published. */
    private void own() {
        mirror.apply(new TopicSignal.Reset(/* old= */ EPOCH, 3, /* epoch= */ OWN));
    }

    /** The owner is there again; it has published up to {@code head}, all of which is in its history. */
    private void back(long head) {
        mirror.apply(new TopicSignal.SnapshotBegin(EPOCH, head));
        mirror.apply(new TopicSignal.SnapshotValues(LongStream.rangeClosed(1, head)
                .mapToObj(offset -> Envelope.of(
                        new BrokerSignal.Data(new Position(EPOCH, offset), Entry.of(Message.text("value " + offset))),
                        false))
                .toList()));
        mirror.apply(new TopicSignal.SnapshotEnd(EPOCH, head));
    }

    private List<Long> offsets() {
        return subscriber.values().stream()
                .filter(BrokerSignal.Data.class::isInstance)
                .map(signal -> ((BrokerSignal.Data) signal).position().offset())
                .toList();
    }
}
