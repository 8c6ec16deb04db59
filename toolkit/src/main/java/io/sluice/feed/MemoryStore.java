package io.sluice.feed;

import io.reactivex.rxjava3.core.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The topics that the nodes of one {@link MemoryBroker} share.
 *
 * <p>Threading: one lock, of which every method says whether it takes it. It is never held while something is emitted.
 */
final class MemoryStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final MemoryLimits limits;
    private final Scheduler scheduler;
    private final HistoryBudget budget;
    private final Map<String, MemoryTopic> topics = new HashMap<>();

    private boolean sweeping;
    private long refused;
    /** Of publications, for tests. */
    int answersToLose;

    MemoryStore(MemoryLimits limits, Scheduler scheduler) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.budget = new HistoryBudget(limits.historyBytes());
    }

    /** Does {@code work} with the lock held. */
    <R> R locked(Supplier<R> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The topic, created if need be; it counts as used now. With the lock held. */
    MemoryTopic topic(TopicConfig config) {
        MemoryTopic topic = topics.get(config.name());
        if (topic == null) {
            if (topics.size() >= limits.maxTopics()) {
                refused++;
                throw new TopicException(
                        TopicException.Reason.TOO_MANY_TOPICS,
                        config.name() + " would be more than the " + limits.maxTopics() + " topics there may be");
            }
            topic = new MemoryTopic(this, newLog(config));
            topics.put(config.name(), topic);
            sweepLater();
        }
        topic.usedAt = now();
        return topic;
    }

    /** The topic, or null. With the lock held. */
    @Nullable
    MemoryTopic find(String name) {
        return topics.get(name);
    }

    /** With the lock held. */
    TopicLog newLog(TopicConfig config) {
        return new TopicLog(config, ThreadLocalRandom.current().nextLong(), budget, this::now);
    }

    MemoryCounters counters() {
        return locked(() -> new MemoryCounters(
                topics.size(),
                topics.values().stream()
                        .mapToLong(topic -> topic.subscriptions.size())
                        .sum(),
                budget.used(),
                refused));
    }

    /** All subscriptions of {@code node}. Takes the lock. */
    List<MemorySubscription> subscriptionsOf(MemoryBroker node) {
        return locked(() -> topics.values().stream()
                .flatMap(topic -> topic.subscriptions.stream())
                .filter(subscription -> subscription.node() == node)
                .toList());
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    /**
     * Looks for what is too old a few times within the time in which a topic becomes idle, as long as there are topics. With
     * the lock held.
     */
    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            long interval = Math.max(1, limits.idle().toMillis() / 4);
            var unused = scheduler.scheduleDirect(this::sweep, interval, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        List<MemoryTopic> gone = locked(() -> {
            List<MemoryTopic> idle = new ArrayList<>();
            long before = now() - limits.idle().toMillis();
            Iterator<MemoryTopic> all = topics.values().iterator();
            while (all.hasNext()) {
                MemoryTopic topic = all.next();
                topic.log.expire();
                if (topic.usedAt <= before && topic.isUnused()) {
                    topic.log.close();
                    all.remove();
                    idle.add(topic);
                }
            }
            sweeping = false;
            if (!topics.isEmpty()) {
                sweepLater();
            }
            return idle;
        });
        gone.forEach(MemoryTopic::endInterest);
    }
}
