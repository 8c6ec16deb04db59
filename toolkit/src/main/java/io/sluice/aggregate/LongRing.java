package io.sluice.aggregate;

import java.util.Arrays;

/**
 * A queue of numbers. Grows as it must, never shrinks.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class LongRing {

    private long[] numbers = new long[8];
    private int head;
    private int size;

    void add(long number) {
        if (size == numbers.length) {
            grow();
        }
        numbers[(head + size) & (numbers.length - 1)] = number;
        size++;
    }

    /** The number at the head. */
    long first() {
        return numbers[head];
    }

    /** Takes the number at the head; there must be one. */
    long take() {
        long number = numbers[head];
        head = (head + 1) & (numbers.length - 1);
        size--;
        return number;
    }

    private void grow() {
        int capacity = numbers.length;
        long[] more = Arrays.copyOfRange(numbers, head, head + 2 * capacity);
        System.arraycopy(numbers, 0, more, capacity - head, head);
        numbers = more;
        head = 0;
    }
}
