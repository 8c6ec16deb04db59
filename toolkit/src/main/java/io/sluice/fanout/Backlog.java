package io.sluice.fanout;

import org.jspecify.annotations.Nullable;

/**
 * The values one member alone has yet to get, for policies whose members that are behind cannot share: each has merged, or
 * refused, something else.
 *
 * <p>Threading: confined to its shard's drain.
 */
interface Backlog<T> {

    /** What became of an offered value. */
    enum Outcome {
        /** It waits; one more than before. */
        QUEUED,
        /** It replaced, or was merged into, a waiting value; as many wait as before. */
        CONFLATED,
        /** There is no room for it. */
        DROPPED
    }

    /** Takes {@code value}, or drops it. A function of the user's that fails leaves everything as it was. */
    Outcome offer(T value);

    /** Removes and returns the next value to emit, or null if none waits. */
    @Nullable
    T poll();

    int size();

    /** Bytes waiting, if this backlog weighs; otherwise 0. */
    default long bytes() {
        return 0;
    }
}
