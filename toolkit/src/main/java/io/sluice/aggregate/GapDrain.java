package io.sluice.aggregate;

import io.sluice.aggregate.SequenceBreak.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Passes on values in sequence, goes to a recovery for those that are missing, and fails if that does not help.
 *
 * <p>Invariants: while there is a recovery the source is not read, and {@code held} is the value that showed the gap. What is passed on
 * never goes back within an epoch.
 *
 * <p>Threading: as {@link InputDrain}.
 */
final class GapDrain<T> extends InputDrain<T> {

    private final DetectGaps<T> rules;
    private final Input<T> source;
    private volatile @Nullable Input<T> recovery;
    private @Nullable T held;
    private @Nullable T next;
    private @Nullable Input<T> nextFrom;
    private final Sequence<T> sequence;
    private boolean startDue;
    private int attempts;
    /** It fails, and what would come next cannot follow: nothing is passed on any more. */
    private boolean stopped;

    GapDrain(Subscriber<? super T> downstream, DetectGaps<T> rules) {
        super(downstream, ErrorDelivery.AFTER_PENDING);
        this.rules = rules;
        this.sequence = new Sequence<>(rules);
        this.source = new Input<>(this, rules.prefetch);
        this.startDue = rules.snapshotFirst;
    }

    void subscribeTo(Publisher<T> publisher) {
        if (!isClosed()) {
            source.subscribeTo(publisher);
        }
    }

    @Override
    boolean isDone() {
        return source.isDone() && recovery == null && held == null && !startDue;
    }

    @Override
    boolean advance(boolean last) {
        while (next == null && !stopped) {
            Input<T> recovering = recovery;
            if (recovering != null) {
                if (!takeRecovered(recovering)) {
                    return false;
                }
            } else if (startDue && last) {
                return false; // deltas are nothing without the snapshot
            } else if (startDue) {
                startDue = false;
                recover(new SequenceBreak(Kind.START, 0, 0, 0));
            } else {
                T value = held != null ? held : source.poll();
                held = null;
                if (value == null || !inspect(value, last)) {
                    return false;
                }
            }
        }
        return next != null;
    }

    /** Returns whether there is more to do: the recovery brought a value or is over. */
    private boolean takeRecovered(Input<T> recovering) {
        boolean done = recovering.isDone();
        T value = recovering.poll();
        if (value == null) {
            if (done) {
                recovery = null;
            }
            return done;
        }
        if (sequence.isOld(value)) {
            recovering.consumed();
        } else {
            pass(value, recovering);
        }
        return true;
    }

    /** Decides about a value of the source. Returns whether to go on. */
    private boolean inspect(T value, boolean ending) {
        SequenceBreak found = sequence.breakAt(value);
        if (found != null) {
            switch (found.kind()) {
                case GAP, RESTART -> {
                    return broken(found, value, ending);
                }
                case DUPLICATE -> {
                    tell(found);
                    source.consumed();
                    return true;
                }
                case OVERLAP, START -> tell(found);
            }
        }
        attempts = 0;
        pass(value, source);
        return true;
    }

    /** What comes after a recovery may well be covered by it. */
    private void tell(SequenceBreak found) {
        if (attempts == 0) {
            rules.listener.accept(found);
        }
    }

    private boolean broken(SequenceBreak where, T value, boolean ending) {
        rules.listener.accept(where);
        if (ending || isClosed()) {
            stopped = true; // no recovery brings anything any more
            return false;
        }
        if (attempts == DetectGaps.MAX_ATTEMPTS) {
            throw new GapException(where);
        }
        held = value;
        recover(where);
        return true;
    }

    private void recover(SequenceBreak where) {
        attempts++;
        Input<T> input = new Input<>(this, rules.prefetch);
        recovery = input;
        input.subscribeTo(
                Objects.requireNonNull(Objects.requireNonNull(rules.recovery).apply(where), "a recovery"));
        if (isClosed()) { // by somebody who may not have seen it
            input.cancel();
        }
    }

    private void pass(T value, Input<T> from) {
        sequence.pass(value);
        next = value;
        nextFrom = from;
    }

    @Override
    T take() {
        T value = Objects.requireNonNull(next);
        next = null;
        return value;
    }

    @Override
    void emitted() {
        Input<T> from = nextFrom;
        if (from != null) {
            from.consumed();
        }
    }

    @Override
    void cancelSources() {
        source.cancel();
        Input<T> recovering = recovery;
        if (recovering != null) {
            recovering.cancel();
        }
    }

    @Override
    void discard() {
        source.clear();
        Input<T> recovering = recovery;
        if (recovering != null) {
            recovering.clear();
        }
        held = null;
        next = null;
    }
}
