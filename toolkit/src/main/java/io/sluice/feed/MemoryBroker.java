package io.sluice.feed;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Keeps topics in this process: for one node without a cluster, and for tests, in which {@link #otherNode} stands for another
 * one and {@link #faults} for what can go wrong.
 *
 * <p>Threading: a subscription emits on the thread that publishes, or that requests, whichever finds something to do; as
 * every method of {@link Broker}, none blocks.
 *
 * <p>Memory: {@link MemoryLimits}. A subscription is a cursor: nothing is queued for it.
 */
public final class MemoryBroker implements Broker {

    private final MemoryStore store;
    private volatile boolean closed;

    private MemoryBroker(MemoryStore store) {
        this.store = store;
    }

    /** With the {@linkplain MemoryLimits#standard standard limits}. */
    public static MemoryBroker create() {
        return create(MemoryLimits.standard());
    }

    /** With these limits. */
    public static MemoryBroker create(MemoryLimits limits) {
        return create(limits, Schedulers.computation());
    }

    /**
     * With a clock of the caller's.
     *
     * @param scheduler tells the age of values, and when a topic has been idle for too long
     */
    public static MemoryBroker create(MemoryLimits limits, Scheduler scheduler) {
        return new MemoryBroker(new MemoryStore(
                Objects.requireNonNull(limits, "limits"), Objects.requireNonNull(scheduler, "scheduler")));
    }

    /** The same topics, as another node sees them. Each node is closed by itself. */
    public MemoryBroker otherNode() {
        return new MemoryBroker(store);
    }

    /** What can be made to go wrong, for all nodes. */
    public MemoryFaults faults() {
        return new MemoryFaults(store);
    }

    public MemoryCounters counters() {
        return store.counters();
    }

    @Override
    public Flowable<BrokerSignal> subscribe(TopicConfig topic, Start start) {
        return RxJavaPlugins.onAssembly(new MemorySubscription.Source(this, store, topic, start));
    }

    @Override
    public Single<Published> publish(TopicConfig topic, Publication publication) {
        int unused = publication.entry().size(); // encodes a text, for which nobody needs to wait
        try {
            Published published = append(topic, log -> log.append(publication));
            boolean lost = store.locked(() -> store.answersToLose > 0 && store.answersToLose-- > 0);
            return lost ? Single.error(new IOException("the answer got lost")) : Single.just(published);
        } catch (TopicException refused) {
            return Single.error(refused);
        }
    }

    @Override
    public void publish(TopicConfig topic, Entry entry) {
        int unusedSize = entry.size(); // encodes a text, for which nobody needs to wait
        try {
            var unused = append(topic, log -> log.append(entry));
        } catch (TopicException refused) {
            // At most once: the store has counted it.
        }
    }

    @Override
    public Single<List<BrokerSignal.Data>> history(TopicConfig topic, Position after, int max) {
        return Single.fromCallable(() -> store.locked(() -> {
            requireOpen();
            TopicLog log = store.topic(topic).log;
            log.expire();
            return log.after(after, max);
        }));
    }

    @Override
    public Flowable<Integer> interest(TopicConfig topic) {
        return Flowable.defer(() -> {
            MemoryTopic of = store.locked(() -> {
                requireOpen();
                MemoryTopic watched = store.topic(topic);
                watched.watchers++;
                return watched;
            });
            return of.interest().doFinally(() -> {
                int unused = store.locked(() -> of.watchers--);
            });
        });
    }

    @Override
    public Completable close() {
        return Completable.fromAction(() -> {
            closed = true;
            store.subscriptionsOf(this).forEach(MemorySubscription::drain);
        });
    }

    boolean isClosed() {
        return closed;
    }

    /** With the store's lock held. */
    void requireOpen() {
        if (closed) {
            throw new TopicException(TopicException.Reason.CLOSED, "the broker was closed");
        }
    }

    private <R> R append(TopicConfig config, Function<TopicLog, R> append) {
        MemoryTopic[] of = new MemoryTopic[1];
        R result = store.locked(() -> {
            requireOpen();
            of[0] = store.topic(config);
            return append.apply(of[0].log);
        });
        of[0].subscriptions.forEach(MemorySubscription::drain);
        return result;
    }
}
