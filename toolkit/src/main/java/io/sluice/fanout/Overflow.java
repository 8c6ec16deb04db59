package io.sluice.fanout;

import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * What happens to the values a member has no demand for. Each member of a hub chooses its own.
 *
 * <p>Bounds count the live values that wait for the member; values {@linkplain Replay replayed} at its join are a bounded
 * list of their own and come first. Whatever was decided is in the member's {@linkplain MemberCounters account}.
 *
 * <p>A member that is disconnected gets a {@link SlowConsumerException} right after what it already received; the values that
 * waited, and the one that did not fit, are counted as dropped.
 *
 * <p>Functions: keys, merges and weighers run inside {@link Hub#publish}, one at a time for a hub, and hold up its publishing:
 * they must be short and must not call the hub or its members. One that throws, or returns null or a negative weight, ends
 * its member with that error and harms no other.
 *
 * <p>Threading: immutable; one instance can serve any number of members and hubs.
 *
 * @param <T> type of the values
 */
public final class Overflow<T> {

    private final String name;
    private final int prefetch;
    private final LongFunction<Backlog<T>> backlog;

    private Overflow(String name, int prefetch, LongFunction<Backlog<T>> backlog) {
        this.name = name;
        this.prefetch = prefetch;
        this.backlog = backlog;
    }

    /** Keeps the latest value; an older one that still waits is conflated into it. For states: a quote, a price. */
    public static <T> Overflow<T> latest() {
        return new Overflow<>("latest", 0, ahead -> new LatestBacklog<>());
    }

    /**
     * Keeps up to {@code maxMessages} values, then disconnects. For events of which none may be missing.
     *
     * @param maxMessages at least 1
     */
    public static <T> Overflow<T> disconnect(int maxMessages) {
        requirePositive(maxMessages, "maxMessages");
        return new Overflow<>(
                "disconnect beyond " + maxMessages + " messages", 0, ahead -> new BoundedBacklog<>(maxMessages));
    }

    /**
     * Keeps up to {@code maxMessages} values of together {@code maxBytes} bytes, then disconnects. A value larger than
     * {@code maxBytes} passes when nothing else waits.
     *
     * @param maxMessages at least 1
     * @param maxBytes at least 1
     * @param weigher the size of a value in bytes, never negative
     */
    public static <T> Overflow<T> disconnect(int maxMessages, long maxBytes, ToLongFunction<? super T> weigher) {
        requirePositive(maxMessages, "maxMessages");
        requirePositive(maxBytes, "maxBytes");
        Objects.requireNonNull(weigher, "weigher");
        return new Overflow<>(
                "disconnect beyond " + maxMessages + " messages or " + maxBytes + " bytes",
                0,
                ahead -> new WeighedBacklog<>(maxMessages, maxBytes, weigher));
    }

    /**
     * Keeps one value per key, merging a new one into the one that waits; keys are emitted in the order in which they got
     * their first waiting value. A key beyond {@code maxKeys} waiting ones disconnects.
     *
     * @param key of a value; equal keys are the same key
     * @param merge takes the waiting and the new value of a key to the one that waits from then on; each value is merged
     *     at most once, so it need not be idempotent
     * @param maxKeys at least 1
     */
    public static <T> Overflow<T> conflate(Function<? super T, ?> key, BinaryOperator<T> merge, int maxKeys) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(merge, "merge");
        requirePositive(maxKeys, "maxKeys");
        return new Overflow<>(
                "conflate by key, disconnect beyond " + maxKeys + " keys",
                0,
                ahead -> new ConflatingBacklog<>(key, merge, maxKeys));
    }

    /**
     * Makes the source wait: a hub {@linkplain Hub#of of a source} requests no more than its slowest member of this policy
     * has room for. Beside its {@code prefetch} a member can be sent what the hub had already requested when it joined.
     *
     * <p>Values that are {@linkplain Hub#publish pushed} come without being requested and cannot wait: a member they
     * overrun is disconnected, in a hub without a source as soon as more than {@code prefetch} values wait.
     *
     * @param prefetch at least 1
     */
    public static <T> Overflow<T> backpressure(int prefetch) {
        requirePositive(prefetch, "prefetch");
        return new Overflow<>(
                "backpressure with a prefetch of " + prefetch,
                prefetch,
                ahead -> new BoundedBacklog<>(prefetch + ahead));
    }

    /** How many values the source may be ahead of the member, or 0 if the source does not wait for it. */
    int prefetch() {
        return prefetch;
    }

    /** An empty backlog for a member whose hub has requested {@code ahead} values that have not come yet. */
    Backlog<T> newBacklog(long ahead) {
        return backlog.apply(ahead);
    }

    /** The policy in words. */
    @Override
    public String toString() {
        return name;
    }

    private static void requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
