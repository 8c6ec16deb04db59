package io.sluice.fanout;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the values a member has no demand for. Each member of a hub chooses its own.
 *
 * <p>Bounds count the live values that wait for the member; values {@linkplain Replay replayed} at its join are a bounded
 * list of their own and come first. Whatever was decided is in the member's {@linkplain MemberCounters account}. A bound is
 * looked at after each value, so for a moment one value more than it says can wait.
 *
 * <p>A member that is disconnected gets a {@link SlowConsumerException} right after what it already received; the values that
 * waited are counted as dropped.
 *
 * <p>Cost: members that keep up cost nothing beyond their delivery. Those with equal policies that are behind share what
 * waits for them, and a value costs one step for all of them; only {@link #dropNewest} and merging members have a queue each
 * and cost a step each. Create a policy once and use it for all members: policies with bounds alone are equal anyway, those
 * with functions only if the functions are the same objects.
 *
 * <p>Functions: keys, merges and weighers run where values are emitted, one at a time, for members that are behind. One that
 * throws, or returns null or a negative weight, ends with that error the members it is called for, and harms no others.
 *
 * <p>Threading: immutable; one instance can serve any number of members and hubs.
 *
 * @param <T> type of the values
 */
public final class Overflow<T> {

    enum Kind {
        LATEST,
        DISCONNECT,
        DROP_OLDEST,
        DROP_NEWEST,
        CONFLATE,
        BACKPRESSURE
    }

    private static final Overflow<Object> LATEST =
            new Overflow<>(Kind.LATEST, 1, Long.MAX_VALUE, null, null, null, null, null, false);

    private final Kind kind;
    private final int maxMessages;
    private final long maxBytes;
    private final @Nullable ToLongFunction<? super T> weigher;
    private final @Nullable Function<? super T, ?> key;
    private final @Nullable BinaryOperator<T> merge;
    private final @Nullable Duration stallDeadline;
    private final @Nullable Scheduler scheduler;
    private final boolean eagerError;

    private Overflow(
            Kind kind,
            int maxMessages,
            long maxBytes,
            @Nullable ToLongFunction<? super T> weigher,
            @Nullable Function<? super T, ?> key,
            @Nullable BinaryOperator<T> merge,
            @Nullable Duration stallDeadline,
            @Nullable Scheduler scheduler,
            boolean eagerError) {
        this.kind = kind;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.weigher = weigher;
        this.key = key;
        this.merge = merge;
        this.stallDeadline = stallDeadline;
        this.scheduler = scheduler;
        this.eagerError = eagerError;
    }

    /** Keeps the latest value; an older one that still waits is conflated into it. For states: a quote, a price. */
    @SuppressWarnings("unchecked") // holds no value and no function of values
    public static <T> Overflow<T> latest() {
        return (Overflow<T>) LATEST;
    }

    /**
     * Keeps up to {@code maxMessages} values, then disconnects. For events of which none may be missing.
     *
     * @param maxMessages at least 1
     */
    public static <T> Overflow<T> disconnect(int maxMessages) {
        return bounded(Kind.DISCONNECT, maxMessages);
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
        return bounded(Kind.DISCONNECT, maxMessages, maxBytes, weigher);
    }

    /**
     * Keeps the last {@code maxMessages} values; older ones are dropped. For a history of which the end matters.
     *
     * @param maxMessages at least 1
     */
    public static <T> Overflow<T> dropOldest(int maxMessages) {
        return bounded(Kind.DROP_OLDEST, maxMessages);
    }

    /**
     * Keeps the last values, up to {@code maxMessages} of together {@code maxBytes} bytes; older ones are dropped. The last
     * value is kept whatever its size.
     *
     * @param maxMessages at least 1
     * @param maxBytes at least 1
     * @param weigher the size of a value in bytes, never negative
     */
    public static <T> Overflow<T> dropOldest(int maxMessages, long maxBytes, ToLongFunction<? super T> weigher) {
        return bounded(Kind.DROP_OLDEST, maxMessages, maxBytes, weigher);
    }

    /**
     * Keeps the first {@code maxMessages} values that wait; those that come while it is full are dropped. For work that is
     * not worth starting late.
     *
     * @param maxMessages at least 1
     */
    public static <T> Overflow<T> dropNewest(int maxMessages) {
        return bounded(Kind.DROP_NEWEST, maxMessages);
    }

    /**
     * Keeps the first values that wait, up to {@code maxMessages} of together {@code maxBytes} bytes; those that do not fit
     * are dropped. A value larger than {@code maxBytes} is kept when nothing else waits.
     *
     * @param maxMessages at least 1
     * @param maxBytes at least 1
     * @param weigher the size of a value in bytes, never negative
     */
    public static <T> Overflow<T> dropNewest(int maxMessages, long maxBytes, ToLongFunction<? super T> weigher) {
        return bounded(Kind.DROP_NEWEST, maxMessages, maxBytes, weigher);
    }

    /**
     * Keeps the latest value per key. Which key comes first: the one that has waited longest since its last value; under an
     * overload that lasts, the one that has waited longest. A key beyond {@code maxKeys} waiting ones disconnects.
     *
     * @param key of a value; equal keys are the same key
     * @param maxKeys at least 1
     */
    public static <T> Overflow<T> conflate(Function<? super T, ?> key, int maxKeys) {
        Objects.requireNonNull(key, "key");
        requirePositive(maxKeys, "maxKeys");
        return new Overflow<>(Kind.CONFLATE, maxKeys, Long.MAX_VALUE, null, key, null, null, null, false);
    }

    /**
     * Like {@link #conflate(Function, int)}, but more than {@code maxBytes} bytes waiting disconnect too. A value larger than
     * that passes when nothing else waits.
     *
     * @param key of a value; equal keys are the same key
     * @param maxKeys at least 1
     * @param maxBytes at least 1
     * @param weigher the size of a value in bytes, never negative
     */
    public static <T> Overflow<T> conflate(
            Function<? super T, ?> key, int maxKeys, long maxBytes, ToLongFunction<? super T> weigher) {
        Objects.requireNonNull(key, "key");
        return weighed(maxKeys, maxBytes, weigher, key, null);
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
        return new Overflow<>(Kind.CONFLATE, maxKeys, Long.MAX_VALUE, null, key, merge, null, null, false);
    }

    /**
     * Like {@link #conflate(Function, BinaryOperator, int)}, but more than {@code maxBytes} bytes waiting disconnect too: for
     * values that grow as they are merged. One larger than that passes when nothing else waits.
     *
     * @param key of a value; equal keys are the same key
     * @param merge takes the waiting and the new value of a key to the one that waits from then on
     * @param maxKeys at least 1
     * @param maxBytes at least 1
     * @param weigher the size of a value in bytes, merged ones included, never negative
     */
    public static <T> Overflow<T> conflate(
            Function<? super T, ?> key,
            BinaryOperator<T> merge,
            int maxKeys,
            long maxBytes,
            ToLongFunction<? super T> weigher) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(merge, "merge");
        return weighed(maxKeys, maxBytes, weigher, key, merge);
    }

    private static <T> Overflow<T> weighed(
            int maxKeys,
            long maxBytes,
            ToLongFunction<? super T> weigher,
            Function<? super T, ?> key,
            @Nullable BinaryOperator<T> merge) {
        requirePositive(maxKeys, "maxKeys");
        requirePositive(maxBytes, "maxBytes");
        Objects.requireNonNull(weigher, "weigher");
        return new Overflow<>(Kind.CONFLATE, maxKeys, maxBytes, weigher, key, merge, null, null, false);
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
        return bounded(Kind.BACKPRESSURE, prefetch);
    }

    /**
     * Like {@link #backpressure(int)}, but a member that takes nothing for {@code stallDeadline} while values wait for it is
     * disconnected, so that it cannot hold the others up for ever.
     *
     * @param prefetch at least 1
     * @param stallDeadline positive; timed by {@link Schedulers#computation()}
     */
    public static <T> Overflow<T> backpressure(int prefetch, Duration stallDeadline) {
        return backpressure(prefetch, stallDeadline, Schedulers.computation());
    }

    /**
     * Like {@link #backpressure(int, Duration)}.
     *
     * @param prefetch at least 1
     * @param stallDeadline positive
     * @param scheduler times the deadline
     */
    public static <T> Overflow<T> backpressure(int prefetch, Duration stallDeadline, Scheduler scheduler) {
        requirePositive(prefetch, "prefetch");
        requirePositive(stallDeadline.toNanos(), "stallDeadline");
        Objects.requireNonNull(scheduler, "scheduler");
        return new Overflow<>(
                Kind.BACKPRESSURE, prefetch, Long.MAX_VALUE, null, null, null, stallDeadline, scheduler, false);
    }

    /**
     * This policy, but an error of the hub overtakes what waits, which is dropped. A member that joins after the error is still
     * given what is replayed, and the error then.
     */
    public Overflow<T> withEagerError() {
        return new Overflow<>(kind, maxMessages, maxBytes, weigher, key, merge, stallDeadline, scheduler, true);
    }

    private static <T> Overflow<T> bounded(Kind kind, int maxMessages) {
        requirePositive(maxMessages, "maxMessages");
        return new Overflow<>(kind, maxMessages, Long.MAX_VALUE, null, null, null, null, null, false);
    }

    private static <T> Overflow<T> bounded(
            Kind kind, int maxMessages, long maxBytes, ToLongFunction<? super T> weigher) {
        requirePositive(maxMessages, "maxMessages");
        requirePositive(maxBytes, "maxBytes");
        Objects.requireNonNull(weigher, "weigher");
        return new Overflow<>(kind, maxMessages, maxBytes, weigher, null, null, null, null, false);
    }

    Kind kind() {
        return kind;
    }

    /** Values, or keys, that may wait. */
    int maxMessages() {
        return maxMessages;
    }

    long maxBytes() {
        return maxBytes;
    }

    @Nullable
    ToLongFunction<? super T> weigher() {
        return weigher;
    }

    @Nullable
    Function<? super T, ?> key() {
        return key;
    }

    /** Watches the members of {@code shelf} for a stall, or null if the policy allows for it. */
    @Nullable
    StallWatch<T> newStallWatch(Shelf<T> shelf) {
        return stallDeadline == null || scheduler == null ? null : new StallWatch<>(shelf, stallDeadline, scheduler);
    }

    boolean hasEagerError() {
        return eagerError;
    }

    boolean holdsSourceBack() {
        return kind == Kind.BACKPRESSURE;
    }

    /** Whether a member may miss values and stay. */
    boolean mayDrop() {
        return kind == Kind.LATEST || kind == Kind.DROP_OLDEST || kind == Kind.DROP_NEWEST;
    }

    /** Whether values that are not delivered were replaced by later ones, rather than dropped. */
    boolean conflates() {
        return kind == Kind.LATEST || kind == Kind.CONFLATE;
    }

    /** Keeps what the members of one shard with this policy have yet to get. */
    Shelf<T> newShelf(Shard<T> shard) {
        return switch (kind) {
            case LATEST -> new LatestShelf<>(this, shard);
            case DISCONNECT, DROP_OLDEST, BACKPRESSURE -> new RingShelf<>(this, shard);
            case DROP_NEWEST -> new OwnShelf<>(this, shard);
            case CONFLATE -> merge == null ? new KeyedShelf<>(this, shard) : new OwnShelf<>(this, shard);
        };
    }

    /** A queue for one member. */
    Backlog<T> newBacklog() {
        if (key == null) {
            return new DropNewestBacklog<>(maxMessages, maxBytes, weigher);
        }
        return new ConflatingBacklog<>(key, merge == null ? (older, newer) -> newer : merge, weigher);
    }

    /** The bound, in words: "more than" fits in front of it. */
    String bound() {
        String things = kind == Kind.CONFLATE ? " keys" : " messages";
        return maxMessages + things + " waiting" + (weigher == null ? "" : " or " + maxBytes + " bytes");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Overflow<?> that
                && kind == that.kind
                && maxMessages == that.maxMessages
                && maxBytes == that.maxBytes
                && eagerError == that.eagerError
                && weigher == that.weigher
                && key == that.key
                && merge == that.merge
                && scheduler == that.scheduler
                && Objects.equals(stallDeadline, that.stallDeadline);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + maxMessages) + Objects.hashCode(key);
    }

    /** The policy in words. */
    @Override
    public String toString() {
        String bytes = weigher == null ? "" : " or " + maxBytes + " bytes";
        return switch (kind) {
            case LATEST -> "latest";
            case DISCONNECT -> "disconnect beyond " + maxMessages + " messages" + bytes;
            case DROP_OLDEST -> "drop the oldest beyond " + maxMessages + " messages" + bytes;
            case DROP_NEWEST -> "drop the newest beyond " + maxMessages + " messages" + bytes;
            case CONFLATE -> "conflate by key, disconnect beyond " + maxMessages + " keys" + bytes;
            case BACKPRESSURE ->
                "backpressure with a prefetch of " + maxMessages
                        + (stallDeadline == null ? "" : ", disconnect after " + stallDeadline + " without demand");
        };
    }

    private static void requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
