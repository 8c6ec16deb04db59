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
 * Fails when downstream asks for nothing for a time though it has got all it asked for: so that a reader that has stalled does
 * not hold on to its source for ever.
 *
 * <pre>{@code answers.compose(demandTimeout(Duration.ofSeconds(30)))}</pre>
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
public final class DemandTimeout<T> implements FlowableTransformer<T, T> {

    private final Duration timeout;
    private final long nanos;
    private final Scheduler scheduler;

    private DemandTimeout(Duration timeout, Scheduler scheduler) {
        this.timeout = timeout;
        this.nanos = Limits.nanos(timeout, "timeout");
        this.scheduler = scheduler;
    }

    /** Fails when there was no demand for {@code timeout}, counted from the subscription at first. */
    public static <T> DemandTimeout<T> demandTimeout(Duration timeout) {
        return new DemandTimeout<>(timeout, Schedulers.computation());
    }

    /** The clock and timer; {@link Schedulers#computation} by default. */
    public DemandTimeout<T> scheduler(Scheduler scheduler) {
        return new DemandTimeout<>(timeout, Objects.requireNonNull(scheduler, "scheduler"));
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new StageFlowable<T, T>(source, Watched::new);
    }

    private final class Watched extends PassingStage<T> {

        private final Alarm alarm = new Alarm(this, scheduler, this::timeOut);

        Watched(Subscriber<? super T> downstream) {
            super(downstream);
        }

        @Override
        void start() {
            lock();
            try {
                if (demand() == 0) {
                    alarm.set(alarm.now(), nanos);
                }
            } finally {
                unlock();
            }
        }

        @Override
        void demandAdded() {
            alarm.clear();
        }

        @Override
        void passing() {
            if (demand() == 1) {
                alarm.set(alarm.now(), nanos);
            }
        }

        private void timeOut() {
            fail(new TimeoutException("nothing was requested for " + timeout));
        }

        @Override
        void release() {
            alarm.dispose();
            super.release();
        }
    }
}
