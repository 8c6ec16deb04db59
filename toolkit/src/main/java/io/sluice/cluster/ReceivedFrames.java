package io.sluice.cluster;

/**
 * Which frames of a link have come, by their sequence. A frame that comes a second time, or after it was given up, is told
 * apart; a hole tells that something is late or lost.
 *
 * <p>Memory: a bit for each of {@value #WINDOW} frames. Threading: confined to the node.
 */
final class ReceivedFrames {

    static final int WINDOW = 1_024;

    private final long[] bits = new long[WINDOW / 64];
    /** All up to here have come or were given up; 0 before the first frame. */
    private long through;

    private long highest;
    private long lost;

    /** Whether the frame {@code sequence} is new; the very first one says where counting begins. */
    boolean accept(long sequence) {
        if (highest == 0) {
            through = sequence;
            highest = sequence;
            return true;
        }
        if (sequence <= through) {
            return false;
        }
        while (sequence > through + WINDOW) {
            if (highest <= through) {
                // Nothing is kept: there is no need to go one by one.
                lost += sequence - 1 - through;
                through = sequence - 1;
            } else {
                step();
            }
        }
        int slot = (int) (sequence % WINDOW);
        long bit = 1L << (slot & 63);
        if ((bits[slot >> 6] & bit) != 0) {
            return false;
        }
        bits[slot >> 6] |= bit;
        highest = Math.max(highest, sequence);
        while (isSet(through + 1)) {
            step();
        }
        return true;
    }

    long highest() {
        return highest;
    }

    long through() {
        return through;
    }

    boolean hasHole() {
        return highest > through;
    }

    /** Gives up what is missing up to {@code sequence}. */
    void giveUp(long sequence) {
        while (through < Math.min(sequence, highest)) {
            step();
        }
        while (isSet(through + 1)) {
            step();
        }
    }

    /** How many frames were given up since this was last asked. */
    long takeLost() {
        long taken = lost;
        lost = 0;
        return taken;
    }

    private boolean isSet(long sequence) {
        int slot = (int) (sequence % WINDOW);
        return (bits[slot >> 6] & (1L << (slot & 63))) != 0;
    }

    private void step() {
        through++;
        int slot = (int) (through % WINDOW);
        long bit = 1L << (slot & 63);
        if ((bits[slot >> 6] & bit) == 0) {
            lost++;
        }
        bits[slot >> 6] &= ~bit;
    }
}
