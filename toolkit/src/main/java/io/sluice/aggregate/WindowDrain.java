package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Scheduler;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Counts values into windows and emits each window once the watermark has passed its end.
 *
 * <p>Invariants: the watermark never goes back. While a closed window waits for demand no value is counted, so that no more than one
 * value's worth of windows can wait.
 *
 * <p>Threading: as {@link InputDrain}.
 */
final class WindowDrain<T, A, R> extends InputDrain<Window<R>> {

    private final ToLongFunction<? super T> eventTime;
    private final TimeUnit unit;
    private final long lateness;
    private final Consumer<? super LateValue<T>> onLate;
    private final OpenWindows<T, A, R> windows;
    private final Input<T> input;
    private final @Nullable IdleTimer timer;
    private long newest = Long.MIN_VALUE;
    private long watermark = Long.MIN_VALUE;

    WindowDrain(
            Subscriber<? super Window<R>> downstream, WindowAggregate<T, R> settings, OpenWindows<T, A, R> windows) {
        super(downstream, settings.errors);
        this.eventTime = settings.eventTime;
        this.unit = settings.unit;
        this.lateness = settings.inUnit(settings.lateness);
        this.onLate = settings.onLate;
        this.windows = windows;
        this.input = new Input<>(this, settings.prefetch);
        Scheduler scheduler = settings.scheduler;
        this.timer = scheduler == null ? null : new IdleTimer(scheduler, settings.idle.toNanos(), this::drain);
    }

    void subscribeTo(Publisher<T> source) {
        if (!isClosed()) {
            input.subscribeTo(source);
        }
    }

    @Override
    boolean isDone() {
        return input.isDone();
    }

    @Override
    boolean advance(boolean last) {
        while (windows.isEmpty() || windows.firstEnd() > watermark) {
            boolean done = input.isDone();
            T value = input.poll();
            if (value != null) {
                count(value);
                input.consumed();
            } else if (done && !last && !windows.isEmpty()) {
                watermark = Long.MAX_VALUE;
            } else if (!advanceWhileIdle()) {
                return false;
            }
        }
        return true;
    }

    @Override
    Window<R> take() {
        return windows.close();
    }

    @Override
    void cancelSources() {
        input.cancel();
    }

    @Override
    void discard() {
        input.clear();
        windows.clear();
        if (timer != null) {
            timer.stop();
        }
    }

    private void count(T value) {
        long time = eventTime.applyAsLong(value);
        int missed = windows.add(value, time, watermark);
        if (missed > 0) {
            onLate.accept(new LateValue<>(value, time, watermark, missed));
        }
        if (time > newest) {
            newest = time;
            watermark = Math.max(watermark, time - lateness);
        }
        if (timer != null) {
            timer.heard();
        }
    }

    /** Lets event time go on at the pace of the clock while the source is silent. Returns whether it moved. */
    private boolean advanceWhileIdle() {
        if (timer == null || windows.isEmpty()) {
            return false;
        }
        long silence = timer.takeIdleNanos();
        if (silence == 0) {
            return false;
        }
        watermark = Math.max(watermark, newest + unit.convert(silence, TimeUnit.NANOSECONDS) - lateness);
        timer.arm(unit.toNanos(Math.max(1, windows.firstEnd() - watermark)));
        return true;
    }
}
