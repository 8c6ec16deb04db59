package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Fails when the source, though asked for more, emits nothing for a time. A source that was not asked is not idle.
 *
 * <pre>{@code quotes.compose(idleTimeout(Duration.ofSeconds(5)))}</pre>
 *
 * <p>Backpressure: demand and values pass through as they are; nothing is requested ahead and nothing is held.
 *
 * <p>Memory: none.
 *
 * <p>Errors: cancels the source and emits a {@link TimeoutException}. Errors and completion of the source pass at once.
 *
 * <p>Threading: values are emitted on the source's thread, the time-out on the scheduler. Immutable: each option returns a
 * new operator.
 *
 * @param <T> type of the values
 */
public final class IdleTimeout<T> implements FlowableTransformer<T, T> {

    private final Duration timeout;
    private final long nanos;
    private final Scheduler scheduler;

    private IdleTimeout(Duration timeout, Scheduler scheduler) {
        this.timeout = timeout;
        this.nanos = Limits.nanos(timeout, "timeout");
        this.scheduler = scheduler;
    }

    /** Fails when {@code timeout} has passed since the last value, or since demand came when there was none. */
    public static <T> IdleTimeout<T> idleTimeout(Duration timeout) {
        return new IdleTimeout<>(timeout, Schedulers.computation());
    }

    /** The clock and timer; {@link Schedulers#computation} by default. */
    public IdleTimeout<T> scheduler(Scheduler scheduler) {
        return new IdleTimeout<>(timeout, Objects.requireNonNull(scheduler, "scheduler"));
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new StageFlowable<T, T>(source, Watched::new);
    }

    private final class Watched extends PassingStage<T> {

        private final Alarm alarm = new Alarm(this, scheduler, this::timeOut);
        /** There is demand, and the alarm is set. */
        private boolean waiting;

        Watched(Subscriber<? super T> downstream) {
            super(downstream);
        }

        @Override
        void demandAdded() {
            if (!waiting) {
                waiting = true;
                alarm.set(alarm.now(), nanos);
            }
        }

        @Override
        void passing() {
            waiting = demand() > 1;
            if (waiting) {
                alarm.set(alarm.now(), nanos);
            } else {
                alarm.clear();
            }
        }

        private void timeOut() {
            fail(new TimeoutException("no value came for " + timeout + ", though there was demand"));
        }

        @Override
        void release() {
            alarm.dispose();
            super.release();
        }
    }
}
