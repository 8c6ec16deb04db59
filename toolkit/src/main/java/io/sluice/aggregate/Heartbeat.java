package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Emits a value of its own when nothing was emitted for a time: so that a quiet stream can be told from a dead one.
 *
 * <pre>{@code updates.compose(heartbeat(Duration.ofSeconds(1), Update::heartbeat))}</pre>
 *
 * <p>Backpressure: a heartbeat takes demand as any value does. Without demand none is made; one that fell due meanwhile is emitted when
 * demand comes, unless a value waits, and however long it was it is one.
 *
 * <p>Memory: {@value #PREFETCH} values, which are requested ahead since a heartbeat may have taken the demand a value was
 * requested for.
 *
 * <p>Errors: what waits is emitted first, then completion or error. A supplier that throws or returns null ends the stream with that
 * error.
 *
 * <p>Threading: emits on the thread that brought the value or the demand, or on the scheduler. The supplier runs one call at a
 * time, holds up the stream and must not wait for other threads. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 */
public final class Heartbeat<T> implements FlowableTransformer<T, T> {

    static final int PREFETCH = 16;

    private final long idle;
    private final Supplier<? extends T> beat;
    private final Scheduler scheduler;

    private Heartbeat(long idle, Supplier<? extends T> beat, Scheduler scheduler) {
        this.idle = idle;
        this.beat = beat;
        this.scheduler = scheduler;
    }

    /** Emits what {@code beat} supplies when nothing was emitted for {@code idle}, counted from the subscription at first. */
    public static <T> Heartbeat<T> heartbeat(Duration idle, Supplier<? extends T> beat) {
        return new Heartbeat<>(
                Limits.nanos(idle, "idle"), Objects.requireNonNull(beat, "beat"), Schedulers.computation());
    }

    /** The clock and timer; {@link Schedulers#computation} by default. */
    public Heartbeat<T> scheduler(Scheduler scheduler) {
        return new Heartbeat<>(idle, beat, Objects.requireNonNull(scheduler, "scheduler"));
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new StageFlowable<T, T>(source, Beating::new);
    }

    private final class Beating extends Stage<T, T> {

        private final Alarm alarm = new Alarm(this, scheduler, () -> this.due = true);
        private final Ring<T> waiting = new Ring<>();
        private boolean due;

        Beating(Subscriber<? super T> downstream) {
            super(downstream, PREFETCH, false);
        }

        @Override
        void start() {
            lock();
            try {
                alarm.set(alarm.now(), idle);
            } finally {
                unlock();
            }
        }

        @Override
        void accept(T value) {
            waiting.add(value, 0);
        }

        @Override
        @Nullable
        T poll() {
            if (waiting.isEmpty() && (!due || hasEnded())) {
                return null;
            }
            due = false;
            alarm.set(alarm.now(), idle);
            if (waiting.isEmpty()) {
                return Objects.requireNonNull(beat.get(), "beat must not supply null");
            }
            consumed(1);
            return waiting.take();
        }

        @Override
        boolean isEmpty() {
            return waiting.isEmpty();
        }

        @Override
        void discard(DropReason reason) {
            while (!waiting.isEmpty()) {
                waiting.take();
            }
        }

        @Override
        void release() {
            alarm.dispose();
            super.release();
        }
    }
}
