package io.sluice.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should do, by the simplest means and in one thread. {@link RandomRuns} tells it of everything that it does to the
 * real one, and compares what was emitted, dropped and requested whenever nothing runs.
 *
 * @param <T> type of the values of the sources
 * @param <R> type of the values emitted
 */
abstract class Model<T, R> {

    /** A terminal signal among the values emitted. */
    record End(@Nullable Throwable error) {

        /** Errors that an operator makes are equal by their type, those of a source by identity. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof End end
                    && (error == end.error
                            || (error != null
                                    && end.error != null
                                    && error.getClass() == end.error.getClass()
                                    && !(error instanceof IllegalStateException)));
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** A value lost. */
    record Drop(Object value, DropReason reason) {}

    /** What downstream should have seen: values, then an {@link End}. */
    final List<Object> emitted = new ArrayList<>();
    /** What the hook should have been told. */
    final List<Drop> dropped = new ArrayList<>();

    /** Virtual time in milliseconds. */
    long now;

    long demand;
    boolean ended;
    boolean over;
    private @Nullable Throwable endError;
    private Reactions reactions = Reactions.NONE;

    /** What downstream does while it gets its n-th value. */
    interface Reactions {
        Reactions NONE = n -> 0;

        /** How many it requests; negative to cancel. */
        long at(int n);
    }

    // What an operator says.

    /** A value of the source of this number. */
    abstract void offer(int source, T value);

    /** Takes the next value that is due, if any. */
    abstract @Nullable R poll();

    /** Forgets all that waits, with {@link #drop}. */
    abstract void discard(DropReason reason);

    /** Whether something is left that must be emitted before the end. */
    abstract boolean isEmpty();

    /** A millisecond has passed. */
    void tick() {}

    /** Downstream has asked for more. */
    void requested() {}

    /** Does what needs no demand; called before values are taken and after the last. */
    void settle() {}

    /** A source has ended. */
    void sourceEnded(int source, @Nullable Throwable error, boolean last) {
        if (error != null || last) {
            end(error);
        }
    }

    /** What the source was asked for and has not emitted, at least; looked at when nothing runs. */
    abstract long outstandingAtLeast(int source);

    /** The same, at most. */
    abstract long outstandingAtMost(int source);

    // What an operator uses.

    final void drop(Object value, DropReason reason) {
        dropped.add(new Drop(value, reason));
    }

    /** What waits is emitted, then this. */
    final void end(@Nullable Throwable error) {
        if (!ended) {
            ended = true;
            endError = error;
        }
    }

    /** Whether the end that was told is a completion. */
    final boolean endedWell() {
        return ended && endError == null;
    }

    /** What waits is dropped, and this is emitted at once. */
    final void fail(Throwable error) {
        if (!over) {
            over = true;
            discard(DropReason.ENDED);
            emitted.add(new End(error));
        }
    }

    // What RandomRuns does.

    final void reactions(Reactions its) {
        reactions = its;
    }

    final void request(long n) {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        if (!over) {
            requested();
        }
        pump();
    }

    final void cancel() {
        if (!over) {
            over = true;
            discard(DropReason.CANCELLED);
        }
    }

    final void advance() {
        now++;
        if (!over) {
            tick();
        }
        pump();
    }

    final void pump() {
        if (!over) {
            settle();
        }
        while (!over && demand > 0) {
            R value = poll();
            if (value == null) {
                break;
            }
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            emitted.add(value);
            long reaction = reactions.at(emitted.size());
            if (reaction < 0) {
                cancel();
            } else if (reaction > 0) {
                request(reaction);
            }
        }
        if (!over) {
            settle();
        }
        if (!over && ended && isEmpty()) {
            over = true;
            emitted.add(new End(endError));
        }
    }
}
