package io.sluice.fanout;

import java.util.List;

/** The live values that wait for a member, in a model. */
interface ReferenceQueue {

    /** What became of the values of this queue so far, apart from those taken. */
    final class Losses {
        long conflated;
        long dropped;
    }

    /** Takes a value that comes while the member has demand, or has none. */
    void put(Item item, boolean demand, Losses losses);

    /**
     * Removes {@code item}, which was emitted when {@code position} values had been put; returns false if another would have
     * been right.
     */
    boolean take(Item item, long position);

    List<Item> items();

    /** Nothing waits though there is demand: the member is in step. */
    default void caughtUp() {}

    /** All that came with the last value is over. */
    default void settled() {}

    default int size() {
        return items().size();
    }

    default int bytes() {
        int sum = 0;
        for (Item item : items()) {
            sum += item.bytes();
        }
        return sum;
    }
}
