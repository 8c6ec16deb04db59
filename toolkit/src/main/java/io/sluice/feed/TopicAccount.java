package io.sluice.feed;

import io.sluice.fanout.Drops;
import io.sluice.fanout.HubCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a topic does.
 *
 * <p>Threading: any thread.
 */
final class TopicAccount {

    final LongAdder published = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder unanswered = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder unrecovered = new LongAdder();

    // Guarded by this.

    private HubCounters settled = NOTHING;
    /** Those of runs that have ended; who is in them still has to get what waits. */
    private List<Run<?>> ended = new ArrayList<>();

    private static final HubCounters NOTHING = new HubCounters(0, 0, 0, 0, 0, 0, 0, 0, new Drops(0, 0, 0, 0), 0);

    void received() {
        received.increment();
    }

    void missing(long n) {
        missing.add(n);
    }

    void reset() {
        resets.increment();
    }

    void undecodable() {
        undecodable.increment();
    }

    void unrecovered() {
        unrecovered.increment();
    }

    synchronized void ended(Run<?> run) {
        ended.add(run);
        settle();
    }

    synchronized TopicCounters counters(@Nullable Run<?> present, long subscribers) {
        settle();
        HubCounters delivery = settled;
        for (Run<?> run : ended) {
            delivery = sum(delivery, run.hub.counters());
        }
        if (present != null && !ended.contains(present)) {
            delivery = sum(delivery, present.hub.counters());
        }
        return new TopicCounters(
                published.sum(),
                repeated.sum(),
                refused.sum(),
                unanswered.sum(),
                received.sum(),
                missing.sum(),
                resets.sum(),
                undecodable.sum(),
                unrecovered.sum(),
                subscribers,
                present == null ? 0 : present.replica.bytes(),
                delivery);
    }

    /** Those that nobody is in any more have nothing to add. */
    private void settle() {
        List<Run<?>> busy = new ArrayList<>();
        for (Run<?> run : ended) {
            HubCounters counters = run.hub.counters();
            if (counters.members() == 0) {
                settled = sum(settled, counters);
            } else {
                busy.add(run);
            }
        }
        ended = busy;
    }

    private static HubCounters sum(HubCounters a, HubCounters b) {
        return new HubCounters(
                a.published() + b.published(),
                a.members() + b.members(),
                a.joins() + b.joins(),
                a.leaves() + b.leaves(),
                a.disconnects() + b.disconnects(),
                a.offered() + b.offered(),
                a.delivered() + b.delivered(),
                a.conflated() + b.conflated(),
                new Drops(
                        a.drops().overflow() + b.drops().overflow(),
                        a.drops().disconnected() + b.drops().disconnected(),
                        a.drops().failed() + b.drops().failed(),
                        a.drops().left() + b.drops().left()),
                a.queued() + b.queued());
    }
}
