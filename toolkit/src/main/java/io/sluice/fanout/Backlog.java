package io.sluice.fanout;

import org.jspecify.annotations.Nullable;

/**
 * The values one member has not been given yet, kept as its policy says. Knows the bound and what happens at it; counts
 * nothing.
 *
 * <p>Threading: guarded by its member's lock.
 */
interface Backlog<T> {

    /** What became of an offered value. */
    enum Outcome {
        /** It waits; one more than before. */
        QUEUED,
        /** It replaced, or was merged into, a waiting value; as many wait as before. */
        CONFLATED,
        /** It does not fit: nothing was changed, and the member is to be disconnected. */
        OVERFLOW
    }

    /** Takes {@code value} or says that it cannot. A function of the user's that fails leaves everything as it was. */
    Outcome offer(T value);

    /** Removes and returns the next value to emit, or null if none waits. */
    @Nullable
    T poll();

    int size();

    /** Bytes waiting, if this backlog weighs; otherwise 0. */
    default long bytes() {
        return 0;
    }

    void clear();

    /** The bound, in words: "more than" fits in front of it. */
    String bound();
}
