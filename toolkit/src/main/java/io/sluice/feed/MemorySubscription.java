package io.sluice.feed;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.feed.BrokerSignal.Gap;
import io.sluice.feed.BrokerSignal.Opened;
import io.sluice.feed.BrokerSignal.Reset;
import io.sluice.feed.BrokerSignal.Snapshot;
import io.sluice.internal.Demand;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription to a topic in memory: a cursor in the topic's log, and what has to be said before the next value.
 *
 * <p>Threading: {@link #request}, {@link #cancel} and {@link #drain} on any thread; who finds {@code work} at 0 emits, the
 * others only count it up. The fields below {@code topic} are guarded by the store's lock.
 */
final class MemorySubscription implements Subscription {

    private final MemoryBroker node;
    private final MemoryStore store;
    private final MemoryTopic topic;
    private final Subscriber<? super BrokerSignal> downstream;
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    private volatile boolean cancelled;
    private volatile @Nullable Throwable error;

    private @Nullable BrokerSignal first;
    private @Nullable BrokerSignal status;
    private Position at;
    private boolean owesSnapshot;
    /** Values up to this offset get lost on their way. */
    private long lostTo;

    /** Each of its subscriptions is one of this class. */
    static final class Source extends Flowable<BrokerSignal> {

        private final MemoryBroker node;
        private final MemoryStore store;
        private final TopicConfig config;
        private final Start start;

        Source(MemoryBroker node, MemoryStore store, TopicConfig config, Start start) {
            this.node = node;
            this.store = store;
            this.config = config;
            this.start = start;
        }

        @Override
        protected void subscribeActual(Subscriber<? super BrokerSignal> subscriber) {
            MemorySubscription made;
            try {
                made = store.locked(() -> {
                    node.requireOpen();
                    MemoryTopic topic = store.topic(config);
                    topic.log.expire();
                    MemorySubscription subscription = new MemorySubscription(node, store, topic, start, subscriber);
                    topic.add(subscription);
                    return subscription;
                });
            } catch (TopicException refused) {
                Flowable.<BrokerSignal>error(refused).subscribe(subscriber);
                return;
            }
            made.work.set(1); // nothing is emitted before onSubscribe has returned
            made.topic.tellInterest();
            subscriber.onSubscribe(made);
            made.emit(1);
        }
    }

    private MemorySubscription(
            MemoryBroker node,
            MemoryStore store,
            MemoryTopic topic,
            Start start,
            Subscriber<? super BrokerSignal> downstream) {
        this.node = node;
        this.store = store;
        this.topic = topic;
        this.downstream = downstream;
        TopicLog log = topic.log;
        boolean stateful = log.config().isStateful();
        boolean recovered = true;
        at = log.head();
        if (start instanceof Start.Oldest) {
            at = log.oldest();
            owesSnapshot = stateful;
        } else if (start instanceof Start.Snapshot) {
            recovered = stateful;
            owesSnapshot = stateful;
        } else if (start instanceof Start.After after) {
            recovered = log.covers(after.position());
            at = recovered ? after.position() : at;
            owesSnapshot = stateful && !recovered;
        }
        first = new Opened(at, log.head().offset(), recovered, owesSnapshot);
    }

    MemoryBroker node() {
        return node;
    }

    @Override
    public void request(long n) {
        IllegalArgumentException wrong = Demand.violation(n);
        if (wrong != null) {
            fail(wrong);
            return;
        }
        requested.getAndUpdate(demand -> Demand.add(demand, n));
        drain();
    }

    @Override
    public void cancel() {
        cancelled = true;
        leave();
    }

    /** Ends this subscription with {@code cause}, demand or not. */
    void fail(Throwable cause) {
        error = cause;
        drain();
    }

    /** Emits what there is and is asked for. */
    void drain() {
        if (work.getAndIncrement() == 0) {
            emit(1);
        }
    }

    /** {@code status} is the newest of what is to be said beside the data. With the lock held. */
    void tell(BrokerSignal newest) {
        status = newest;
    }

    /** The next {@code n} values get lost on their way. With the lock held. */
    void lose(long n) {
        lostTo = Math.max(lostTo, at.offset()) + n;
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
                if (node.isClosed()) {
                    cancel();
                    downstream.onComplete();
                    return;
                }
                BrokerSignal signal = requested.get() == 0 ? null : store.locked(this::next);
                if (signal == null) {
                    break;
                }
                requested.getAndUpdate(demand -> Demand.produced(demand, 1));
                downstream.onNext(signal);
            }
            missed = work.addAndGet(-missed);
        }
    }

    /** What is to be emitted next, or null. With the lock held. */
    private @Nullable BrokerSignal next() {
        BrokerSignal before = first != null ? first : status;
        if (before != null) {
            if (before == first) {
                first = null;
            } else {
                status = null;
            }
            return before;
        }
        TopicLog log = topic.log;
        if (topic.held) {
            return null;
        }
        if (at.epoch() != log.head().epoch()) {
            return begin(log);
        }
        long gone = Math.max(log.oldest().offset(), Math.min(lostTo, log.head().offset()));
        if (gone > at.offset()) {
            return skipTo(gone);
        }
        if (at.offset() < log.head().offset()) {
            at = at.plus(1);
            return log.get(at.offset());
        }
        if (owesSnapshot) {
            owesSnapshot = false;
            return new Snapshot(at, log.state());
        }
        return null;
    }

    private BrokerSignal begin(TopicLog log) {
        Position last = at;
        at = new Position(log.head().epoch(), 0);
        lostTo = 0;
        owesSnapshot = log.config().isStateful();
        return new Reset(last, at, log.head().offset(), owesSnapshot);
    }

    private BrokerSignal skipTo(long offset) {
        long from = at.offset() + 1;
        at = new Position(at.epoch(), offset);
        owesSnapshot = topic.log.config().isStateful();
        return new Gap(at.epoch(), from, offset, owesSnapshot);
    }

    private void leave() {
        if (store.locked(() -> topic.remove(this))) {
            topic.tellInterest();
        }
    }
}
