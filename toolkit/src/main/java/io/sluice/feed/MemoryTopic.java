package io.sluice.feed;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One topic of a {@link MemoryStore}: its log, and who is subscribed to it.
 *
 * <p>Threading: guarded by the store's lock, except for {@link #interest} and {@link #tellInterest}, which must not be called
 * with it held.
 */
final class MemoryTopic {

    private final MemoryStore store;
    private final FlowableProcessor<Boolean> changes =
            PublishProcessor.<Boolean>create().toSerialized();
    private final Map<MemoryBroker, Integer> byNode = new HashMap<>(2);

    TopicLog log;
    /** Copied on each change. */
    List<MemorySubscription> subscriptions = List.of();

    /** Those who watch the interest. */
    int watchers;
    /** Nothing is emitted while a test says so. */
    boolean held;

    long usedAt;

    MemoryTopic(MemoryStore store, TopicLog log) {
        this.store = store;
        this.log = log;
    }

    void add(MemorySubscription subscription) {
        List<MemorySubscription> more = new ArrayList<>(subscriptions);
        more.add(subscription);
        subscriptions = List.copyOf(more);
        byNode.merge(subscription.node(), 1, Integer::sum);
    }

    /** Returns whether it was there. */
    boolean remove(MemorySubscription subscription) {
        if (!subscriptions.contains(subscription)) {
            return false;
        }
        subscriptions =
                subscriptions.stream().filter(other -> other != subscription).toList();
        byNode.computeIfPresent(subscription.node(), (node, count) -> count == 1 ? null : count - 1);
        return true;
    }

    /** Whether nobody would miss it. */
    boolean isUnused() {
        return subscriptions.isEmpty() && watchers == 0 && log.state().isEmpty();
    }

    /** Nodes that are subscribed. */
    int nodes() {
        return byNode.size();
    }

    /**
     * The number of nodes, now and whenever it changes. What travels is only that it may have changed, so that an old number
     * cannot overtake a new one.
     */
    Flowable<Integer> interest() {
        return changes.startWithItem(true)
                .onBackpressureLatest()
                .map(change -> store.locked(this::nodes))
                .distinctUntilChanged();
    }

    void tellInterest() {
        changes.onNext(true);
    }

    void endInterest() {
        changes.onComplete();
    }
}
