package io.sluice.feed;

/**
 * A place in a topic: after the value with this offset. Offset 0 is before the first value, which has offset 1.
 *
 * @param epoch random, new whenever a topic is created or its sequence cannot be continued; positions of different epochs
 *     have nothing to do with each other
 * @param offset of the last value before this place; at least 0
 */
public record Position(long epoch, long offset) {

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset must not be negative, but is " + offset);
        }
    }

    /** The place {@code n} values further on. */
    Position plus(long n) {
        return new Position(epoch, offset + n);
    }
}
