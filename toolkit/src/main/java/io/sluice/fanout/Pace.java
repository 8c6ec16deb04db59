package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.reactivestreams.Publisher;

/**
 * How fast a member takes values: {@code hub.join(policy).compose(pace)}. It loses nothing by itself: it withholds demand, and
 * the member's policy decides what becomes of the values that come meanwhile. So one that conflates gets the newest state at
 * most so often, and the last value always gets out.
 *
 * <p>Backpressure: requests no more than its subscriber, one value or a few at a time, as they become due.
 *
 * <p>Threading: values arrive on the upstream's thread; what a member has waiting is asked for by the scheduler and emitted on
 * the member's event loop, or on the scheduler if it has none. One pace can serve any number of members: each gets the whole
 * rate. {@link #change} may be called from any thread.
 *
 * <p>Overflow: none; nothing is queued here.
 *
 * <p>Errors: a weigher that throws, or returns a negative weight, ends the stream with that error.
 *
 * @param <T> type of the values
 */
public final class Pace<T> implements FlowableTransformer<T, T> {

    private final ToLongFunction<? super T> weigher;
    private final Scheduler scheduler;
    private final Set<PacedSubscriber<T>> subscribers = ConcurrentHashMap.newKeySet();
    private volatile Rate rate;

    /** @param bytes per second; infinite if only messages count */
    record Rate(double messages, double bytes) {

        Rate {
            if (!(messages > 0) || !(bytes > 0)) {
                throw new IllegalArgumentException(
                        "rates must be positive, not " + messages + " messages/s and " + bytes + " bytes/s");
            }
        }

        /** Messages that may come at once: a hundredth of a second's, so that timers need not fire more often. */
        double burst() {
            return Math.max(1, messages / 100);
        }
    }

    private Pace(Rate rate, ToLongFunction<? super T> weigher, Scheduler scheduler) {
        this.rate = rate;
        this.weigher = weigher;
        this.scheduler = scheduler;
    }

    /**
     * At most {@code perSecond} messages a second, timed by {@link Schedulers#computation()}.
     *
     * @param perSecond positive; 0.1 is one message every ten seconds
     */
    public static <T> Pace<T> messages(double perSecond) {
        return new Pace<>(new Rate(perSecond, Double.POSITIVE_INFINITY), value -> 0, Schedulers.computation());
    }

    /**
     * This pace, and at most {@code perSecond} bytes a second: after a large message the next waits for longer.
     *
     * @param perSecond positive
     * @param bytes the size of a value in bytes, never negative
     */
    public Pace<T> withBytes(double perSecond, ToLongFunction<? super T> bytes) {
        return new Pace<>(new Rate(rate.messages, perSecond), Objects.requireNonNull(bytes, "bytes"), scheduler);
    }

    /** This pace, timed by {@code other}. */
    public Pace<T> withScheduler(Scheduler other) {
        return new Pace<>(rate, weigher, Objects.requireNonNull(other, "scheduler"));
    }

    /**
     * Sets other rates for all who run at this pace, from now on. A rate of bytes has an effect only if this pace was made
     * {@linkplain #withBytes with one}.
     *
     * @param messagesPerSecond positive
     * @param bytesPerSecond positive; {@link Double#POSITIVE_INFINITY} for no limit
     */
    public void change(double messagesPerSecond, double bytesPerSecond) {
        rate = new Rate(messagesPerSecond, bytesPerSecond);
        subscribers.forEach(PacedSubscriber::grant);
    }

    @Override
    public Publisher<T> apply(Flowable<T> upstream) {
        return Flowable.fromPublisher(downstream -> {
            PacedSubscriber<T> subscriber = new PacedSubscriber<>(this, downstream);
            upstream.subscribe(subscriber);
        });
    }

    Rate rate() {
        return rate;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    long weigh(T value) {
        return Weight.of(value, weigher);
    }

    void started(PacedSubscriber<T> subscriber) {
        subscribers.add(subscriber);
    }

    void ended(PacedSubscriber<T> subscriber) {
        subscribers.remove(subscriber);
    }
}
