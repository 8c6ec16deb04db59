package io.sluice.feed.wire;

import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link FeedClientCounters}. Threading: any thread. */
final class ClientTally {

    final LongAdder connections = new LongAdder();
    final LongAdder values = new LongAdder();
    final LongAdder merged = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder recovered = new LongAdder();
    final LongAdder unrecovered = new LongAdder();
    final LongAdder broken = new LongAdder();

    FeedClientCounters counters() {
        return new FeedClientCounters(
                connections.sum(),
                values.sum(),
                merged.sum(),
                dropped.sum(),
                repeated.sum(),
                recovered.sum(),
                unrecovered.sum(),
                broken.sum());
    }
}
