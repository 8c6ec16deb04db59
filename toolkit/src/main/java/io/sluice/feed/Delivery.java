package io.sluice.feed;

import io.sluice.fanout.Overflow;
import io.sluice.fanout.SlowConsumerException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What happens to the values a subscriber of a {@link Topic} has no demand for: an {@link Overflow} that knows of offsets, so
 * that what it leaves out is told. Bounds in bytes are of the encoded values.
 *
 * <p>A bound is for what waits behind the subscriber; the history or state that it begins with, which is a bounded list of
 * its own, comes first.
 *
 * <p>Threading: immutable; one instance can serve any number of subscribers and topics. Create one once and use it for all:
 * those who share a delivery share what waits for them, but with {@link #dropNewest} and {@link #conflate}.
 *
 * @param <T> type of the values
 */
public final class Delivery<T> {

    /** What a jump of the offsets means. */
    enum Jump {
        MISSING,
        CONFLATED,
        /** Nothing: offsets are not in order, and the counts are right already. */
        NOTHING
    }

    private static final Delivery<Object> LATEST = new Delivery<>(Overflow.latest(), Jump.CONFLATED);

    private final Overflow<Update<T>> overflow;
    private final Jump jump;

    private Delivery(Overflow<Update<T>> overflow, Jump jump) {
        this.overflow = overflow;
        this.jump = jump;
    }

    Overflow<Update<T>> overflow() {
        return overflow;
    }

    Jump jump() {
        return jump;
    }

    /** Keeps the latest value; {@link Update#count} says how many it stands for. For a topic that is one state: a quote. */
    @SuppressWarnings("unchecked") // holds no value and no function of values
    public static <T> Delivery<T> latest() {
        return (Delivery<T>) LATEST;
    }

    /**
     * Keeps up to {@code maxMessages} values of together {@code maxBytes} bytes, then ends with {@link
     * SlowConsumerException}. For events of which none may be missing: trades.
     *
     * @param maxMessages at least 1
     * @param maxBytes at least 1
     */
    public static <T> Delivery<T> disconnect(int maxMessages, long maxBytes) {
        return new Delivery<>(Overflow.disconnect(maxMessages, maxBytes, Update::size), Jump.MISSING);
    }

    /**
     * Keeps the last values, up to {@code maxMessages} of together {@code maxBytes} bytes; a {@link TopicEvent.Gap} tells of
     * those before. For a tail.
     *
     * @param maxMessages at least 1
     * @param maxBytes at least 1
     */
    public static <T> Delivery<T> dropOldest(int maxMessages, long maxBytes) {
        return new Delivery<>(Overflow.dropOldest(maxMessages, maxBytes, Update::size), Jump.MISSING);
    }

    /**
     * Keeps the first values that wait, up to {@code maxMessages} of together {@code maxBytes} bytes; a {@link
     * TopicEvent.Gap} tells of those that found no room, in front of the next one that did.
     *
     * @param maxMessages at least 1
     * @param maxBytes at least 1
     */
    public static <T> Delivery<T> dropNewest(int maxMessages, long maxBytes) {
        return new Delivery<>(Overflow.dropNewest(maxMessages, maxBytes, Update::size), Jump.MISSING);
    }

    /**
     * Keeps the latest value of each key of the topic, in the place of the first that waited; {@link Update#count} says how
     * many it stands for. Values without a key are as of one key. A key beyond {@code maxKeys} waiting ones ends the
     * subscription with {@link SlowConsumerException}.
     *
     * @param maxKeys at least 1
     */
    public static <T> Delivery<T> conflate(int maxKeys) {
        return new Delivery<>(Overflow.conflate(Delivery::keyOf, Update::replacedBy, maxKeys), Jump.NOTHING);
    }

    /**
     * Like {@link #conflate(int)}, but the values of a key are merged.
     *
     * @param merge as in {@link #conflate(Function, BinaryOperator, int)}
     * @param maxKeys at least 1
     */
    public static <T> Delivery<T> conflate(BinaryOperator<T> merge, int maxKeys) {
        Objects.requireNonNull(merge, "merge");
        return new Delivery<>(Overflow.conflate(Delivery::keyOf, merging(merge), maxKeys), Jump.NOTHING);
    }

    /**
     * Like {@link #conflate(int)}, by a key of the subscriber's choice.
     *
     * @param key of a value; a deletion is of the topic's key
     * @param merge takes the waiting and the new value of a key to the one that waits from then on. A deletion takes the
     *     place of what waits, as what comes takes that of a deletion
     * @param maxKeys at least 1
     */
    public static <T> Delivery<T> conflate(Function<? super T, ?> key, BinaryOperator<T> merge, int maxKeys) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(merge, "merge");
        Function<Update<T>, Object> keyOf = update -> {
            T value = update.value();
            return value == null ? keyOf(update) : key.apply(value);
        };
        return new Delivery<>(Overflow.conflate(keyOf, merging(merge), maxKeys), Jump.NOTHING);
    }

    /**
     * Makes the node's subscription wait, and with it all of its other subscribers to the topic; the broker's history is the
     * bound: what falls out of it is told as a {@link TopicEvent.Gap}.
     *
     * @param prefetch at least 1
     * @param stallDeadline positive; who takes nothing for so long ends with {@link SlowConsumerException}
     */
    public static <T> Delivery<T> backpressure(int prefetch, Duration stallDeadline) {
        return new Delivery<>(Overflow.backpressure(prefetch, stallDeadline), Jump.MISSING);
    }

    private static <T> BinaryOperator<Update<T>> merging(BinaryOperator<T> merge) {
        return (older, newer) -> {
            T first = older.value();
            T second = newer.value();
            if (first == null || second == null) {
                return older.replacedBy(newer);
            }
            T merged = Objects.requireNonNull(merge.apply(first, second), "the merge function returned null");
            return new Update<>(
                    newer.position(),
                    newer.key(),
                    merged,
                    newer.payload(),
                    older.count() + newer.count(),
                    older.first());
        };
    }

    private static Object keyOf(Update<?> update) {
        String key = update.key();
        return key == null ? NoKey.NO_KEY : key;
    }

    /** In place of a key, for values that have none. */
    private enum NoKey {
        NO_KEY
    }

    /** The policy in words. */
    @Override
    public String toString() {
        return overflow.toString();
    }
}
