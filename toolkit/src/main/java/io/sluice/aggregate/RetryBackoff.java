package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.functions.Predicate;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.reactivestreams.Publisher;

/**
 * Subscribes again to a source that failed, after a pause that doubles with each failure in a row.
 *
 * <pre>{@code feed.compose(retryBackoff(Duration.ofMillis(200), Duration.ofSeconds(30)))}</pre>
 *
 * <p>Pauses: the first is {@code min}, each further one twice the one before up to {@code max}; of each a random part is left out, up to the
 * share {@link #jitter}, so that many who failed together do not come back together. A source that lived for {@link #resetAfter}
 * before it failed begins with {@code min} again: it was well, and what ails it now is new. One that merely came up and failed is not.
 *
 * <p>Backpressure: downstream's demand is honoured; what a failed subscription left of it is requested of the next one.
 *
 * <p>Memory: none. Values are passed on as they are; those a source emits anew come anew.
 *
 * <p>Errors: one that is not to be {@linkplain #when retried}, or that comes after {@link #maxFailures} in a row, is passed on.
 *
 * <p>Threading: subscribes again on the scheduler. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 */
public final class RetryBackoff<T> implements FlowableTransformer<T, T> {

    private final Duration min;
    private final Duration max;
    private final double jitter;
    private final long stable;
    private final long maxFailures;
    private final Predicate<? super Throwable> retried;
    private final Scheduler scheduler;
    private final DoubleSupplier random;

    private RetryBackoff(
            Duration min,
            Duration max,
            double jitter,
            long stable,
            long maxFailures,
            Predicate<? super Throwable> retried,
            Scheduler scheduler,
            DoubleSupplier random) {
        this.min = min;
        this.max = max;
        this.jitter = jitter;
        this.stable = stable;
        this.maxFailures = maxFailures;
        this.retried = retried;
        this.scheduler = scheduler;
        this.random = random;
    }

    /**
     * Pauses between {@code min} and {@code max}, with a jitter of a half, for ever; begins anew after a source has lived for
     * {@code max}.
     */
    public static <T> RetryBackoff<T> retryBackoff(Duration min, Duration max) {
        if (Limits.nanos(min, "min") > Limits.nanos(max, "max")) {
            throw new IllegalArgumentException("min of " + min + " is over max of " + max);
        }
        return new RetryBackoff<>(
                min,
                max,
                0.5,
                Limits.nanos(max, "max"),
                Long.MAX_VALUE,
                error -> true,
                Schedulers.computation(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** The share of a pause that chance may leave out, from 0 to 1; a half by default. */
    public RetryBackoff<T> jitter(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to 1, not " + share);
        }
        return new RetryBackoff<>(min, max, share, stable, maxFailures, retried, scheduler, random);
    }

    /** How long a source must have lived, from its {@code onSubscribe}, to have been well; {@code max} by default. */
    public RetryBackoff<T> resetAfter(Duration uptime) {
        return new RetryBackoff<>(
                min, max, jitter, Limits.nanos(uptime, "uptime"), maxFailures, retried, scheduler, random);
    }

    /** How many failures in a row are retried, at least 1; all by default. */
    public RetryBackoff<T> maxFailures(long failures) {
        return new RetryBackoff<>(
                min, max, jitter, stable, Limits.positive(failures, "maxFailures"), retried, scheduler, random);
    }

    /** Which errors are retried; all by default. */
    public RetryBackoff<T> when(Predicate<? super Throwable> retried) {
        return new RetryBackoff<>(
                min, max, jitter, stable, maxFailures, Objects.requireNonNull(retried, "retried"), scheduler, random);
    }

    /** The clock and timer; {@link Schedulers#computation} by default. */
    public RetryBackoff<T> scheduler(Scheduler scheduler) {
        return new RetryBackoff<>(
                min, max, jitter, stable, maxFailures, retried, Objects.requireNonNull(scheduler, "scheduler"), random);
    }

    /** With chance given: numbers in {@code [0, 1)}. */
    RetryBackoff<T> random(DoubleSupplier random) {
        return new RetryBackoff<>(min, max, jitter, stable, maxFailures, retried, scheduler, random);
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return Flowable.defer(() -> {
            Failures failures = new Failures();
            return source.doOnSubscribe(subscription -> failures.subscribed())
                    .retryWhen(errors -> errors.concatMap(failures::answer));
        });
    }

    /** The failures of one subscription in a row. Its calls follow each other: one source at a time. */
    private final class Failures {

        private final SteadyClock clock = new SteadyClock(scheduler);
        private long subscribedAt;
        private long inARow;

        void subscribed() {
            subscribedAt = clock.now();
        }

        Flowable<Long> answer(Throwable error) throws Throwable {
            if (clock.now() - subscribedAt >= stable) {
                inARow = 0;
            }
            if (inARow >= maxFailures || !retried.test(error)) {
                return Flowable.error(error);
            }
            return Flowable.timer(pause(inARow++), TimeUnit.NANOSECONDS, scheduler);
        }

        private long pause(long doublings) {
            double whole = Math.min(
                    (double) Limits.nanos(max, "max"),
                    (double) Limits.nanos(min, "min") * Math.pow(2, (double) Math.min(doublings, 1_000)));
            return (long) (whole - whole * jitter * random.getAsDouble());
        }
    }
}
