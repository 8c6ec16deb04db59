package io.sluice.aggregate;

import io.sluice.aggregate.SequenceBreak.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far a stream has come in its sequence, and where a value stands to that. Threading: none of its own. */
final class Sequence<T> {

    private final DetectGaps<T> rules;
    private @Nullable Object epoch;
    /** Sequence number that is due, once the sequence has begun. */
    private long expected;

    private boolean begun;

    Sequence(DetectGaps<T> rules) {
        this.rules = rules;
    }

    /** What is wrong with {@code value} as the next one, or null if it may follow. A new epoch begins here. */
    @Nullable
    SequenceBreak breakAt(T value) {
        long first = rules.first.applyAsLong(value);
        long last = rules.last.applyAsLong(value);
        Object its = Objects.requireNonNull(rules.epoch.apply(value), "an epoch");
        boolean restarts = epoch != null && !epoch.equals(its);
        epoch = its;
        if (restarts) {
            begun = false;
            return new SequenceBreak(Kind.RESTART, expected, first, last);
        }
        if (!begun || first == expected) {
            return null;
        }
        Kind kind = first > expected ? Kind.GAP : last < expected ? Kind.DUPLICATE : Kind.OVERLAP;
        return new SequenceBreak(kind, expected, first, last);
    }

    /** Whether all of {@code value} has been passed. */
    boolean isOld(T value) {
        return begun && rules.last.applyAsLong(value) < expected;
    }

    /** {@code value} is passed on. */
    void pass(T value) {
        begun = true;
        expected = rules.last.applyAsLong(value) + 1;
    }
}
