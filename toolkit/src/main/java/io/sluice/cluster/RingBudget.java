package io.sluice.cluster;

/**
 * Bytes that the rings of all topics of a node may take together. Who adds pays: a topic whose message is too much drops its own
 * oldest ones, down to that message.
 *
 * <p>Threading: confined to the node.
 */
final class RingBudget {

    private final long maxBytes;
    private long used;

    RingBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    static RingBudget unlimited() {
        return new RingBudget(Long.MAX_VALUE);
    }

    long used() {
        return used;
    }

    void add(int bytes) {
        used += bytes;
    }

    void giveBack(int bytes) {
        used -= bytes;
    }

    /** Whether {@code bytes} more would be too many. */
    boolean isExceededWith(int bytes) {
        return used + bytes > maxBytes;
    }
}
