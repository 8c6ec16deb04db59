package io.sluice.fanout;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was published, and ordered, for one shard and has not been taken by its drain: one buffer that is filled while the
 * other is emptied, so that they meet once per batch.
 *
 * <p>Threading: {@link #offer}, {@link #order}, {@link #swap} and {@link #giveUp} under the hub's lock; {@link #poll} in the shard's drain.
 */
final class Inbox {

    /**
     * Values that may wait for a thread. Far more than waits for one that is healthy: an event loop has to be kept from its
     * work for a second at 65,000 values a second.
     */
    static final int MAX = 1 << 16;

    private static final @Nullable Object[] EMPTY = {};
    private static final int INITIAL = 8;
    /** A buffer larger than this is not kept once it is empty. */
    private static final int KEEP = 1024;

    private @Nullable Object[] filled = EMPTY;
    private int filledSize;
    private volatile boolean hasMore;
    /** Values that found no room after the last entry. */
    private long lost;

    private @Nullable Object lastLost;

    private @Nullable Object[] emptied = EMPTY;
    private int emptiedSize;
    private int next;

    /** Adds a value, or counts it as lost. */
    void offer(Object value) {
        if (filledSize >= MAX) {
            lost++;
            lastLost = value;
            hasMore = true;
        } else {
            add(value);
        }
    }

    /** Adds an order, behind what was lost before it. */
    void order(Shard<?> shard, Order order) {
        reportLost(shard);
        add(order);
    }

    private void add(Object entry) {
        if (filledSize == filled.length) {
            filled = Arrays.copyOf(filled, Math.max(INITIAL, filledSize * 2));
        }
        filled[filledSize++] = entry;
        hasMore = true;
    }

    private void reportLost(Shard<?> shard) {
        if (lost > 0) {
            long n = lost - 1;
            Object last = Objects.requireNonNull(lastLost);
            lost = 0;
            lastLost = null;
            if (n > 0) {
                add((Order) () -> shard.lose(n));
            }
            add(last); // the state there is now
        }
    }

    /** The thread that would empty this is gone. */
    void giveUp() {
        giveUp(emptied, next, emptiedSize);
        giveUp(filled, 0, filledSize);
        next = 0;
        emptiedSize = 0;
        emptied = EMPTY;
        filledSize = 0;
        filled = EMPTY;
    }

    private static void giveUp(@Nullable Object[] entries, int from, int to) {
        for (int i = from; i < to; i++) {
            if (entries[i] instanceof Order order) {
                order.giveUp();
            }
        }
    }

    /** Whether a swap may bring more. Any thread. */
    boolean hasMore() {
        return hasMore;
    }

    /** The next entry of the buffer that is being emptied, or null. */
    @Nullable
    Object poll() {
        if (next == emptiedSize) {
            return null;
        }
        Object entry = emptied[next];
        emptied[next++] = null;
        return entry;
    }

    /** Exchanges the buffers, as the one in use is empty; returns false if the other is so too. */
    boolean swap(Shard<?> shard) {
        reportLost(shard);
        hasMore = false;
        if (filledSize == 0) {
            return false;
        }
        @Nullable Object[] empty = emptied.length > KEEP ? EMPTY : emptied;
        emptied = filled;
        emptiedSize = filledSize;
        next = 0;
        filled = empty;
        filledSize = 0;
        return true;
    }
}
