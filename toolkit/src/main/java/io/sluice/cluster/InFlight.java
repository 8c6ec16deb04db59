package io.sluice.cluster;

/**
 * How much was sent on a link of which the peer has not said that it came. What was lost counts as come as soon as something
 * later has.
 *
 * <p>Memory: a number for each of {@value #FRAMES} frames, which is also the most that may be in flight. Threading: confined
 * to the node.
 */
final class InFlight {

    static final int FRAMES = 1_024;

    private final int limit;
    /** Bytes sent in all up to a frame, by its sequence. */
    private final long[] sentUpTo = new long[FRAMES];

    private long sequence;
    private long seen;
    private long sentBytes;
    private long seenBytes;

    InFlight(int limit) {
        this.limit = limit;
    }

    /** The sequence of the next frame. */
    long next() {
        return sequence + 1;
    }

    void sent(int bytes) {
        sequence++;
        sentBytes += bytes;
        sentUpTo[(int) (sequence % FRAMES)] = sentBytes;
    }

    /** The peer has seen the frame {@code highest}. */
    void seen(long highest) {
        if (highest > seen && highest <= sequence) {
            seen = highest;
            // Frames that are sent in any case, being small, may have overtaken the ring.
            seenBytes = sequence - seen >= FRAMES ? seenBytes : sentUpTo[(int) (seen % FRAMES)];
        }
    }

    boolean isFull() {
        return bytes() >= limit || sequence - seen >= FRAMES;
    }

    long bytes() {
        return sentBytes - seenBytes;
    }
}
