package io.sluice.cluster;

import io.sluice.feed.BrokerSignal;
import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.HistoryBudget;
import io.sluice.feed.Position;
import io.sluice.feed.TopicConfig;
import io.sluice.feed.TopicLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's copy of a topic that somebody here is subscribed to: history and state as the owner has them, kept up by the one
 * subscription of this node. Subscribers are cursors in it, so a slow one falls out of the history and holds up nobody; what
 * the owner sends is consumed as soon as it is here.
 *
 * <p>Invariants: {@code log} is null until the owner's history has come whole, then covers all that has come since.
 *
 * <p>Threading: {@link #apply} on the node's loop; the log and who is subscribed are guarded by {@link #locked}, which is never
 * held while something is emitted. {@code inlet} belongs to the loop.
 */
final class Mirror {

    final TopicConfig config;
    private final HistoryBudget budget;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();

    /** The subscription to the owner; null before it was made, and after the last subscriber left. */
    @Nullable
    Inlet inlet;

    private @Nullable TopicLog log;
    private volatile List<MirrorSubscription> subscriptions = List.of();

    private final List<Envelope> snapshot = new ArrayList<>();

    /** @param clock milliseconds, from any origin */
    Mirror(TopicConfig config, HistoryBudget budget, LongSupplier clock) {
        this.config = config;
        this.clock = clock;
        this.budget = budget;
    }

    <R> R locked(Supplier<R> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    @Nullable
    TopicLog log() {
        return log;
    }

    List<MirrorSubscription> subscriptions() {
        return subscriptions;
    }

    void add(MirrorSubscription subscription) {
        locked(() -> {
            List<MirrorSubscription> more = new ArrayList<>(subscriptions);
            more.add(subscription);
            subscriptions = List.copyOf(more);
            return more;
        });
    }

    /** Returns whether it was the last. */
    boolean remove(MirrorSubscription subscription) {
        return locked(() -> {
            boolean present = subscriptions.contains(subscription);
            subscriptions = subscriptions.stream()
                    .filter(other -> other != subscription)
                    .toList();
            return present && subscriptions.isEmpty();
        });
    }

    /** Takes what the owner says, and passes it on. */
    void apply(TopicSignal signal) {
        boolean unused = locked(() -> take(signal));
        subscriptions.forEach(MirrorSubscription::drain);
    }

    private boolean take(TopicSignal signal) {
        if (signal instanceof TopicSignal.Messages messages) {
            append(messages);
        } else if (signal instanceof TopicSignal.Joined joined) {
            restart(new Position(joined.epoch(), joined.next() - 1), List.of());
        } else if (signal instanceof TopicSignal.Reset reset) {
            restart(new Position(reset.epoch(), 0), List.of());
        } else if (signal instanceof TopicSignal.Gap gap) {
            restart(new Position(gap.epoch(), gap.to()), List.of());
        } else if (signal instanceof TopicSignal.SnapshotBegin) {
            snapshot.clear();
        } else if (signal instanceof TopicSignal.SnapshotValues values) {
            values.values().forEach(value -> snapshot.add(Envelope.read(value)));
        } else if (signal instanceof TopicSignal.SnapshotEnd end) {
            replace(end);
        } else {
            tell(signal);
        }
        return true;
    }

    private void append(TopicSignal.Messages messages) {
        TopicLog present = log;
        if (present != null) {
            for (byte[] payload : messages.payloads()) {
                Data unused = present.append(Envelope.read(payload).entry());
            }
        }
    }

    /** What is known of the topic is what the owner has just told. */
    private void replace(TopicSignal.SnapshotEnd end) {
        List<Data> history = new ArrayList<>();
        List<Data> state = new ArrayList<>();
        for (Envelope envelope : snapshot) {
            (envelope.isOfState() ? state : history).add(envelope.data(end.epoch()));
        }
        snapshot.clear();
        TopicLog fresh = restart(new Position(end.epoch(), end.asOf() - history.size()), history);
        fresh.replaceState(state);
    }

    private TopicLog restart(Position base, List<Data> history) {
        TopicLog former = log;
        if (former != null) {
            former.close();
        }
        TopicLog fresh = new TopicLog(config, base, budget, clock);
        for (Data data : history) {
            Data unused = fresh.append(data.entry());
        }
        log = fresh;
        return fresh;
    }

    private void tell(TopicSignal signal) {
        BrokerSignal status = null;
        if (signal instanceof TopicSignal.Suspended) {
            status = new BrokerSignal.Suspect("nothing is heard of the owner");
        } else if (signal instanceof TopicSignal.Resumed) {
            status = new BrokerSignal.Trusted();
        } else if (signal instanceof TopicSignal.Lost lost) {
            status = new BrokerSignal.Lost("node " + lost.node() + " is gone");
        } else if (signal instanceof TopicSignal.OwnerMoved moved) {
            status = new BrokerSignal.OwnerMoved(moved.node());
        }
        if (status != null) {
            for (MirrorSubscription subscription : subscriptions) {
                subscription.tell(status);
            }
        }
    }

    /** Drops what is too old. */
    void expire() {
        boolean unused = locked(() -> {
            TopicLog present = log;
            if (present != null) {
                present.expire();
            }
            return present != null;
        });
    }

    /** Gives back what its history takes of the budget. */
    void close() {
        boolean unused = locked(() -> {
            TopicLog present = log;
            if (present != null) {
                present.close();
            }
            log = null;
            return true;
        });
    }
}
