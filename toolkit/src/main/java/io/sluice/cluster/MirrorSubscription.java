package io.sluice.cluster;

import io.sluice.feed.BrokerSignal;
import io.sluice.feed.BrokerSignal.Gap;
import io.sluice.feed.BrokerSignal.Opened;
import io.sluice.feed.BrokerSignal.Reset;
import io.sluice.feed.BrokerSignal.Snapshot;
import io.sluice.feed.Position;
import io.sluice.feed.Start;
import io.sluice.feed.TopicLog;
import io.sluice.internal.Demand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription on this node: a cursor in its {@link Mirror}, and what has to be said before the next value.
 *
 * <p>Threading: {@link #request}, {@link #cancel}, {@link #complete} and {@link #drain} on any thread; who finds {@code work} at
 * 0 emits, the others only count it up. The fields below {@code overdue} are guarded by the mirror's lock.
 */
final class MirrorSubscription implements Subscription {

    /** More owners than there are in a split. */
    private static final int FORMER_EPOCHS = 8;

    /** Signals taken at a time: so many share the price of the lock. */
    private static final int BATCH = 32;

    private final Mirror mirror;
    private final Start start;
    private final Runnable leave;
    private final Subscriber<? super BrokerSignal> downstream;
    /** Begins at 1: nothing is emitted before {@link #begin}. */
    private final AtomicInteger work = new AtomicInteger(1);

    /** Of who emits: what was taken under one lock. */
    private final @Nullable BrokerSignal[] batch = new BrokerSignal[BATCH];

    private final AtomicLong requested = new AtomicLong();
    private volatile boolean cancelled;
    private volatile boolean completed;
    private volatile @Nullable Throwable error;
    /** Whether a position that has not come here yet has been waited for. */
    private volatile boolean overdue;

    /** How far it had come in the epochs before, so that nothing comes again when one of them goes on. */
    private final Map<Long, Long> former = new LinkedHashMap<>();

    private @Nullable BrokerSignal status;
    private @Nullable Position at;
    private boolean owesSnapshot;

    /** @param leave takes it out of the mirror; may be called more than once */
    MirrorSubscription(
            Mirror mirror,
            Start start,
            Subscriber<? super BrokerSignal> downstream,
            Consumer<MirrorSubscription> leave) {
        this.mirror = mirror;
        this.start = start;
        this.downstream = downstream;
        this.leave = () -> leave.accept(this);
    }

    /** Hands itself to the subscriber. Once, by who made it. */
    void begin() {
        downstream.onSubscribe(this);
        emit(1);
    }

    @Override
    public void request(long n) {
        IllegalArgumentException wrong = Demand.violation(n);
        if (wrong != null) {
            error = wrong;
        } else {
            requested.getAndUpdate(demand -> Demand.add(demand, n));
        }
        drain();
    }

    @Override
    public void cancel() {
        cancelled = true;
        leave.run();
    }

    /** Ends it, demand or not. */
    void complete() {
        completed = true;
        drain();
    }

    /** Waits no longer for what has not come here yet. */
    void giveUpWaiting() {
        overdue = true;
        drain();
    }

    /** {@code newest} is what is to be said beside the data. With the lock held. */
    void tell(BrokerSignal newest) {
        status = newest;
    }

    /** Emits what there is and is asked for. */
    void drain() {
        if (work.getAndIncrement() == 0) {
            emit(1);
        }
    }

    private void emit(int seen) {
        int missed = seen;
        while (missed != 0) {
            while (!cancelled) {
                Throwable cause = error;
                if (cause != null) {
                    cancel();
                    downstream.onError(cause);
                    return;
                }
                if (completed) {
                    cancel();
                    downstream.onComplete();
                    return;
                }
                int count = take((int) Math.min(batch.length, requested.get()));
                if (count == 0) {
                    break;
                }
                requested.getAndUpdate(demand -> Demand.produced(demand, count));
                emitBatch(count);
            }
            missed = work.addAndGet(-missed);
        }
    }

    /** Puts up to {@code max} signals into the batch; returns how many there were. */
    private int take(int max) {
        return max == 0
                ? 0
                : mirror.locked(() -> {
                    int count = 0;
                    for (BrokerSignal next = next(); next != null; next = count < max ? next() : null) {
                        batch[count++] = next;
                    }
                    return count;
                });
    }

    private void emitBatch(int count) {
        for (int i = 0; i < count; i++) {
            BrokerSignal signal = Objects.requireNonNull(batch[i]);
            batch[i] = null;
            if (!cancelled) {
                downstream.onNext(signal);
            }
        }
    }

    /** What is to be emitted next, or null. With the lock held. */
    private @Nullable BrokerSignal next() {
        TopicLog log = mirror.log();
        if (log == null) {
            return null;
        }
        Position reached = at;
        if (reached == null) {
            return isAhead(log) ? null : open(log);
        }
        BrokerSignal said = status;
        if (said != null) {
            status = null;
            return said;
        }
        if (reached.epoch() != log.head().epoch()) {
            return reset(log, reached);
        }
        if (log.oldest().offset() > reached.offset()) {
            return skip(log, reached);
        }
        if (reached.offset() < log.head().offset()) {
            at = new Position(reached.epoch(), reached.offset() + 1);
            return log.get(reached.offset() + 1);
        }
        if (owesSnapshot) {
            owesSnapshot = false;
            return new Snapshot(reached, log.state());
        }
        return null;
    }

    /** Whether it asks for what another node has seen already, and this one will in a moment. */
    private boolean isAhead(TopicLog log) {
        return !overdue
                && start instanceof Start.After after
                && after.position().epoch() == log.head().epoch()
                && after.position().offset() > log.head().offset();
    }

    private BrokerSignal open(TopicLog log) {
        log.expire();
        boolean stateful = mirror.config.isStateful();
        boolean recovered = true;
        Position base = log.head();
        if (start instanceof Start.Oldest) {
            base = log.oldest();
            owesSnapshot = stateful;
        } else if (start instanceof Start.Snapshot) {
            recovered = stateful;
            owesSnapshot = stateful;
        } else if (start instanceof Start.After after) {
            recovered = log.covers(after.position());
            base = recovered ? after.position() : base;
            owesSnapshot = stateful && !recovered;
        }
        at = base;
        return new Opened(base, log.head().offset(), recovered, owesSnapshot);
    }

    /** An epoch comes back when this node had been cut off, and had taken the topic for its own meanwhile. */
    private BrokerSignal reset(TopicLog log, Position last) {
        former.remove(last.epoch()); // so that it is the newest
        former.put(last.epoch(), last.offset());
        if (former.size() > FORMER_EPOCHS) {
            former.remove(former.keySet().iterator().next());
        }
        long epoch = log.head().epoch();
        Position base = new Position(epoch, former.getOrDefault(epoch, 0L));
        at = base;
        owesSnapshot = mirror.config.isStateful();
        return new Reset(last, base, log.head().offset(), owesSnapshot);
    }

    private BrokerSignal skip(TopicLog log, Position last) {
        long to = log.oldest().offset();
        at = new Position(last.epoch(), to);
        owesSnapshot = mirror.config.isStateful();
        return new Gap(last.epoch(), last.offset() + 1, to, owesSnapshot);
    }
}
