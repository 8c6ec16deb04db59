package io.sluice.feed;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The topics of one node.
 *
 * <p>Threading: any thread.
 *
 * <p>Memory: a topic that nobody on this node has subscribed to takes a few hundred bytes; one that somebody has, what it
 * says of itself, and all their histories together the given bytes.
 */
public final class Topics {

    /** Topics of a node. */
    static final int MAX_TOPICS = 100_000;
    /** Of the histories of all topics of a node: as much as a broker in memory takes for its own. */
    static final long HISTORY_BYTES = 256L * 1024 * 1024;

    private final Broker broker;
    private final int maxTopics;
    private final Scheduler scheduler;
    private final HistoryBudget budget;
    private final Map<String, Topic<?>> topics = new HashMap<>();

    private Topics(Broker broker, int maxTopics, long historyBytes, Scheduler scheduler) {
        this.broker = broker;
        this.maxTopics = maxTopics;
        this.scheduler = scheduler;
        this.budget = new HistoryBudget(historyBytes);
    }

    /** Topics that this process keeps for itself. */
    public static Topics local() {
        return on(MemoryBroker.create());
    }

    /** Topics that {@code broker} carries; at most 100,000 of them, with histories of together 256 MiB. */
    public static Topics on(Broker broker) {
        return on(broker, MAX_TOPICS, HISTORY_BYTES, Schedulers.computation());
    }

    /**
     * Topics that {@code broker} carries.
     *
     * @param maxTopics in use on this node at a time; at least 1
     * @param historyBytes of this node's copies of all histories together; at least 0
     * @param scheduler tells the age of values, and lingers
     */
    public static Topics on(Broker broker, int maxTopics, long historyBytes, Scheduler scheduler) {
        if (maxTopics <= 0) {
            throw new IllegalArgumentException("maxTopics must be positive, not " + maxTopics);
        }
        return new Topics(
                Objects.requireNonNull(broker, "broker"),
                maxTopics,
                historyBytes,
                Objects.requireNonNull(scheduler, "scheduler"));
    }

    /**
     * The topic that {@code spec} names: the same for all who ask.
     *
     * @throws IllegalArgumentException if there is one of this name that is something else
     * @throws TopicException if there are too many, and all of them are subscribed to
     */
    public <T> Topic<T> topic(TopicSpec<T> spec) {
        String name = spec.config().name();
        synchronized (topics) {
            Topic<?> known = topics.get(name);
            if (known == null) {
                makeRoom(name);
                Topic<T> made = new Topic<>(broker, spec, scheduler, budget);
                topics.put(name, made);
                return made;
            }
            if (!known.spec().equals(spec)) {
                throw new IllegalArgumentException(
                        "the topic " + name + " is in use as " + known.spec() + ", and not as " + spec);
            }
            @SuppressWarnings("unchecked") // of an equal spec, with the same codec
            Topic<T> same = (Topic<T>) known;
            return same;
        }
    }

    private void makeRoom(String name) {
        if (topics.size() >= maxTopics) {
            topics.values().removeIf(Topic::isIdle);
        }
        if (topics.size() >= maxTopics) {
            throw new TopicException(
                    TopicException.Reason.TOO_MANY_TOPICS,
                    name + " would be more than the " + maxTopics + " topics that may be in use");
        }
    }

    /** Topics there are now, in use or not. */
    public int size() {
        synchronized (topics) {
            return topics.size();
        }
    }

    /** Bytes in the histories. */
    public long historyBytes() {
        return budget.used();
    }

    /** Closes the broker: every subscription completes. */
    public Completable close() {
        return broker.close();
    }
}
