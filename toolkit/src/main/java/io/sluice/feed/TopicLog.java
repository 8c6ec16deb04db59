package io.sluice.feed;

import io.sluice.feed.BrokerSignal.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One epoch of a topic, where it is kept: puts what is published in order, and holds the history and the state of the world.
 * For brokers that keep topics themselves.
 *
 * <p>Memory: the {@link Retention} and the keys of its configuration, and the last 64 sequences of each of 1,024 producers
 * that want to be answered.
 *
 * <p>Threading: guarded by the caller.
 */
public final class TopicLog {

    private final TopicConfig config;
    private final long epoch;
    private final LongSupplier clock;
    private final History<Data> history;
    private final State<Data> state;
    private final Producers producers = new Producers();

    /**
     * An empty one, in a new epoch.
     *
     * @param epoch random
     * @param budget that its history shares with those of others
     * @param clock milliseconds, from any origin
     */
    public TopicLog(TopicConfig config, long epoch, HistoryBudget budget, LongSupplier clock) {
        this(config, new Position(epoch, 0), budget, clock);
    }

    /**
     * A copy of one that is kept elsewhere, of which nothing is known yet: the next value is the one after {@code base}.
     *
     * @param budget that its history shares with those of others
     * @param clock milliseconds, from any origin
     */
    public TopicLog(TopicConfig config, Position base, HistoryBudget budget, LongSupplier clock) {
        this.config = config;
        this.epoch = base.epoch();
        this.clock = clock;
        this.history = new History<>(config.retention(), budget, base.offset());
        this.state = new State<>(config.maxKeys());
    }

    public TopicConfig config() {
        return config;
    }

    /** The place after the last value. */
    public Position head() {
        return new Position(epoch, history.head());
    }

    /** The place before the oldest value that is in the history; the head if none is. */
    public Position oldest() {
        return new Position(epoch, history.base());
    }

    /** Whether every value after {@code position} is in the history. */
    public boolean covers(Position position) {
        return position.epoch() == epoch && position.offset() >= history.base() && position.offset() <= history.head();
    }

    /** The value at {@code offset}, which must be in the history. */
    public Data get(long offset) {
        if (offset <= history.base() || offset > history.head()) {
            throw new IndexOutOfBoundsException("offset " + offset + " is not in the history");
        }
        return history.get(offset);
    }

    /**
     * Up to {@code max} values after {@code position}; fails with {@link TopicException} if it is not {@linkplain #covers
     * covered}.
     */
    public List<Data> after(Position position, int max) {
        if (!covers(position)) {
            throw new TopicException(
                    TopicException.Reason.NOT_IN_HISTORY,
                    "what comes after " + position + " is not in the history of " + config.name() + " (any more)");
        }
        List<Data> page = new ArrayList<>();
        long last = Math.min(history.head(), position.offset() + max);
        for (long offset = position.offset() + 1; offset <= last; offset++) {
            page.add(history.get(offset));
        }
        return page;
    }

    /**
     * The state of the world as of the {@linkplain #head head}; empty if the topic has none. The list is not modified
     * afterwards.
     */
    public List<Data> state() {
        return state.values();
    }

    /** The state is this, as of the head: of a copy, which has not seen all that made it. */
    public void replaceState(List<Data> values) {
        state.clear();
        for (Data data : values) {
            String key = data.entry().key();
            if (key != null && config.isStateful()) {
                state.put(key, data);
            }
        }
    }

    /** Keys that had to make room for others, as there were too many. */
    public long forgottenKeys() {
        return state.forgotten();
    }

    /** Bytes in the history. */
    public long bytes() {
        return history.bytes();
    }

    /** Adds {@code entry} as the next value. */
    public Data append(Entry entry) {
        Data data = new Data(head().plus(1), entry);
        history.add(data, entry.size(), clock.getAsLong());
        String key = entry.key();
        if (key != null && config.isStateful()) {
            if (entry.isDeletion()) {
                state.delete(key);
            } else {
                state.put(key, data);
            }
        }
        return data;
    }

    /**
     * Adds the publication's entry, unless that is known already. Fails with {@link TopicException} if it is too late to
     * tell.
     */
    public Published append(Publication publication) {
        long known = producers.offsetOf(publication);
        if (known != Producers.NEW) {
            return new Published(new Position(epoch, known), true);
        }
        Position position = append(publication.entry()).position();
        producers.published(publication, position.offset());
        return new Published(position, false);
    }

    /** Removes from the history what is too old. Done with each value; to be called now and then when there are none. */
    public void expire() {
        history.expire(clock.getAsLong());
    }

    /** Gives back what its history takes of the budget. Not to be used afterwards. */
    public void close() {
        history.clear();
    }
}
