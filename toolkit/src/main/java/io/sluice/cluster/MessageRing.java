package io.sluice.cluster;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of a topic, by sequence, from 1 on. Bounded in messages, bytes, a budget shared with others, and age; the last
 * message stays in any case but age. Grows as it must.
 *
 * <p>Threading: confined to the node.
 */
final class MessageRing {

    private final int maxMessages;
    private final long maxBytes;
    private final RingBudget budget;

    private byte[] @Nullable [] payloads = new byte[8][];
    private long[] times = new long[8];
    private long first = 1;
    private long last;
    private long bytes;

    /** @param budget shared with other rings */
    MessageRing(int maxMessages, long maxBytes, RingBudget budget) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.budget = budget;
    }

    /** The oldest sequence kept; one more than {@link #last} if there is none. */
    long first() {
        return first;
    }

    /** The last sequence there was; 0 before the first. */
    long last() {
        return last;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return (int) (last - first + 1);
    }

    byte[] get(long sequence) {
        return Objects.requireNonNull(payloads[slot(sequence)]);
    }

    /** When it was added. */
    long time(long sequence) {
        return times[slot(sequence)];
    }

    void add(byte[] payload, long now) {
        while (size() >= maxMessages || (size() > 0 && isTooMuch(payload.length))) {
            drop();
        }
        if (size() == payloads.length) {
            grow();
        }
        last++;
        payloads[slot(last)] = payload;
        times[slot(last)] = now;
        bytes += payload.length;
        budget.add(payload.length);
    }

    private boolean isTooMuch(int more) {
        return bytes + more > maxBytes || budget.isExceededWith(more);
    }

    /** Drops what was added before {@code time}. */
    void dropOlderThan(long time) {
        while (size() > 0 && times[slot(first)] < time) {
            drop();
        }
    }

    /** Drops what lies before {@code sequence}. */
    void dropBefore(long sequence) {
        while (size() > 0 && first < sequence) {
            drop();
        }
    }

    private void drop() {
        int slot = slot(first);
        int length = Objects.requireNonNull(payloads[slot]).length;
        bytes -= length;
        budget.giveBack(length);
        payloads[slot] = null;
        first++;
    }

    private int slot(long sequence) {
        return (int) (sequence & (payloads.length - 1));
    }

    private void grow() {
        byte[] @Nullable [] olderPayloads = payloads;
        long[] olderTimes = times;
        int mask = olderPayloads.length - 1;
        payloads = Arrays.copyOf(new byte[0][], 2 * olderPayloads.length);
        times = new long[payloads.length];
        for (long sequence = first; sequence <= last; sequence++) {
            payloads[slot(sequence)] = olderPayloads[(int) (sequence & mask)];
            times[slot(sequence)] = olderTimes[(int) (sequence & mask)];
        }
    }
}
