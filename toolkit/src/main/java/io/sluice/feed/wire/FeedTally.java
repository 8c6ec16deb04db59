package io.sluice.feed.wire;

import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.Update;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link FeedCounters}. Threading: any thread. */
final class FeedTally {

    final LongAdder connections = new LongAdder();
    final LongAdder subscriptions = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder failed = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder merged = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder snapshots = new LongAdder();

    void sent(TopicEvent<?> event) {
        if (event instanceof Update<?> update) {
            delivered.increment();
            merged.add(update.count() - 1);
        } else if (event instanceof Gap<?> gap) {
            dropped.add(gap.to() - gap.from() + 1);
        } else if (event instanceof Snapshot) {
            snapshots.increment();
        }
    }

    FeedCounters counters() {
        return new FeedCounters(
                connections.sum(),
                subscriptions.sum(),
                requests.sum(),
                delivered.sum(),
                merged.sum(),
                dropped.sum(),
                snapshots.sum(),
                refused.sum(),
                failed.sum());
    }
}
