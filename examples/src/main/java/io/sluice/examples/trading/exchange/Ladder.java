package io.sluice.examples.trading.exchange;

import java.util.Arrays;

/**
 * One side of a synthetic book in whole ticks and lots. Ranks count from the best level, which is 0.
 *
 * <p>Kept as two sorted arrays with the best level last: most changes happen there and move little.
 *
 * <p>Threading: one thread at a time.
 */
final class Ladder {

    /** 1 where a higher price is better, -1 where a lower one is: sorting keys are {@code sign * price}. */
    private final int sign;

    private long[] keys = new long[256];
    private long[] lots = new long[256];
    private int size;

    private Ladder(int sign) {
        this.sign = sign;
    }

    static Ladder bids() {
        return new Ladder(1);
    }

    static Ladder asks() {
        return new Ladder(-1);
    }

    int size() {
        return size;
    }

    long price(int rank) {
        return sign * keys[size - 1 - rank];
    }

    long lots(int rank) {
        return lots[size - 1 - rank];
    }

    long best() {
        return price(0);
    }

    long bestLots() {
        return lots(0);
    }

    /** What rests at a price, 0 if nothing does. */
    long lotsAt(long price) {
        int index = find(price);
        return index >= 0 ? lots[index] : 0;
    }

    /** Makes {@code quantity} rest at a price; 0 removes the level. */
    void set(long price, long quantity) {
        int index = find(price);
        if (index < 0) {
            if (quantity > 0) {
                insert(-index - 1, sign * price, quantity);
            }
        } else if (quantity > 0) {
            lots[index] = quantity;
        } else {
            size--;
            System.arraycopy(keys, index + 1, keys, index, size - index);
            System.arraycopy(lots, index + 1, lots, index, size - index);
        }
    }

    private int find(long price) {
        return Arrays.binarySearch(keys, 0, size, sign * price);
    }

    private void insert(int index, long key, long quantity) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            lots = Arrays.copyOf(lots, 2 * size);
        }
        System.arraycopy(keys, index, keys, index + 1, size - index);
        System.arraycopy(lots, index, lots, index + 1, size - index);
        keys[index] = key;
        lots[index] = quantity;
        size++;
    }
}
