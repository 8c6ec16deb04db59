package io.sluice.feed;

import io.sluice.fanout.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What this node has of one uninterrupted stretch of a topic: a copy of the broker's history, and of the state, with the
 * values decoded. Subscribers begin from here, however many there are: the broker is asked once.
 *
 * <p>Threading: its own monitor; {@link #record} comes from the hub, in order with the joining of members, and so does what
 * asks where they begin.
 *
 * <p>Memory: as the topic's configuration says, once more than at the broker; payloads are shared with it if it is in this
 * process.
 */
final class Replica<T> implements Replay<Update<T>> {

    private final boolean stateful;
    private final long epoch;
    private final LongSupplier clock;
    private final History<Update<T>> history;
    private final State<Update<T>> state;
    private boolean closed;

    Replica(TopicConfig config, Position base, HistoryBudget budget, LongSupplier clock) {
        this.stateful = config.isStateful();
        this.epoch = base.epoch();
        this.clock = clock;
        this.history = new History<>(config.retention(), budget, base.offset());
        this.state = new State<>(config.maxKeys());
    }

    @Override
    public synchronized void record(Update<T> update) {
        history.add(update, update.size(), clock.getAsLong());
        note(update);
    }

    private void note(Update<T> update) {
        String key = update.key();
        if (stateful && key != null) {
            if (update.isDeletion()) {
                state.delete(key);
            } else {
                state.put(key, update);
            }
        }
    }

    /** Members have their own beginning each. */
    @Override
    public List<Update<T>> replay() {
        return List.of();
    }

    /** The state is this. */
    synchronized void replaceState(List<Update<T>> values) {
        state.clear();
        values.forEach(this::note);
    }

    /** Tells of this stretch, or nothing if it is over. */
    synchronized List<Update<T>> begin(Beginning<T> beginning) {
        if (closed) {
            return List.of();
        }
        history.expire(clock.getAsLong());
        return beginning.from(this);
    }

    // Within begin.

    boolean isStateful() {
        return stateful;
    }

    Position head() {
        return new Position(epoch, history.head());
    }

    Position base() {
        return new Position(epoch, history.base());
    }

    boolean covers(Position position) {
        return position.epoch() == epoch && position.offset() >= history.base() && position.offset() <= history.head();
    }

    List<Update<T>> after(Position position) {
        List<Update<T>> updates = new ArrayList<>();
        for (long offset = position.offset() + 1; offset <= history.head(); offset++) {
            updates.add(history.get(offset));
        }
        return updates;
    }

    // Any time.

    synchronized List<Update<T>> state() {
        return state.values();
    }

    synchronized long bytes() {
        return history.bytes();
    }

    /** This stretch is over, or not wanted any more. Gives back what it takes of the budget. */
    synchronized void close() {
        closed = true;
        history.clear();
    }
}
