package io.sluice.feed;

import java.time.Duration;

/**
 * How much of its past a topic keeps: the newest values that are within all three bounds. Beyond that a subscriber who comes
 * back cannot be told what it missed, only that it did.
 *
 * @param count values; 0 keeps none. Default {@value #DEFAULT_COUNT}: at the 1,000 values/s of a busy instrument a quarter of
 *     a second and more, which is longer than it takes to reconnect on a network that works
 * @param bytes of their payloads and keys together. Default {@value #DEFAULT_BYTES}: 256 values of 1 KiB; 4,000 topics fill 1
 *     GiB
 * @param age of a value since it was published. Default one minute: who comes back later is better served by a snapshot
 */
public record Retention(int count, long bytes, Duration age) {

    static final int DEFAULT_COUNT = 256;
    static final long DEFAULT_BYTES = 256 * 1024;

    public Retention {
        if (count < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "count and bytes must not be negative, but are " + count + " and " + bytes);
        }
        if (age.isNegative()) {
            throw new IllegalArgumentException("age must not be negative, but is " + age);
        }
    }

    /** The default of each. */
    public static Retention standard() {
        return new Retention(DEFAULT_COUNT, DEFAULT_BYTES, Duration.ofMinutes(1));
    }

    /** No past at all: a subscriber who comes back is told that it missed something, if it did. */
    public static Retention none() {
        return new Retention(0, 0, Duration.ZERO);
    }
}
