package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Aggregates values by windows of the time they carry: the candles of a trade feed.
 *
 * <pre>
 * values (by event time)  --1--2--|--3------|---2'-4-|----5-|          tumbling, allowed lateness 0
 * windows                 ---------(1+2)----------(3)-----(4)(5)|      2' is late: to onLate
 * </pre>
 *
 * <pre>{@code
 * trades.compose(WindowAggregate.tumbling(Duration.ofSeconds(1), Trade::time, Aggregates.ohlc(
 *         Trade::time, Trade::price, Trade::quantity)))
 * }</pre>
 *
 * <p><b>Windows.</b> {@code [start, end)}, by event time. Tumbling ones follow each other; sliding ones overlap; sessions go on until
 * no value comes for the gap. Windows without values are not emitted. Each window is emitted once, in the order of their ends.
 *
 * <p><b>Watermark.</b> The newest event time so far less the {@linkplain #allowedLateness allowed lateness}; it never goes back. A
 * window is closed when the watermark reaches its end. A value that comes later than that is told to {@link #onLate} and not counted,
 * since a window that was emitted is not taken back. One value of a wrong far future closes all windows before it: check event times of
 * sources that are not trusted. With {@link #idleAdvance} time goes on while the source is silent; without it, a window stays open
 * until the next value.
 *
 * <p><b>Backpressure.</b> Honoured: emits as many windows as were requested. While a closed window waits for demand no more values are
 * counted, and the source is asked for no more than the prefetch.
 *
 * <p><b>Memory.</b> The prefetch; and what the aggregate keeps for each open window, of which there are at most
 * {@code (size + lateness) / slide + 1}, for tumbling ones {@code lateness / size + 2} and for sessions {@code lateness / gap + 2}. The
 * aggregates of {@link Aggregates} keep a few numbers each.
 *
 * <p><b>Threading.</b> Windows are emitted on the thread of the source, of a request or, when idle, of the scheduler; functions are
 * called there too, one at a time, whatever the characteristics of the collector.
 *
 * <p><b>Errors.</b> Windows already closed are emitted, then the error (unless errors are {@linkplain #eagerErrors eager}); windows still open are discarded, since
 * values are missing from them. A function that throws ends the stream with what it threw, at once.
 *
 * <p><b>Completion.</b> All open windows are emitted, then the completion.
 *
 * <p>Immutable: the methods that set something return a changed copy. One instance may serve any number of streams.
 *
 * <p>Terms after T. Akidau et al., "The dataflow model", 2015.
 *
 * @param <T> type of the values
 * @param <R> type of the aggregates
 */
public final class WindowAggregate<T, R> implements FlowableTransformer<T, Window<R>> {

    /** Values asked for ahead, unless {@link #prefetch} says otherwise. */
    public static final int DEFAULT_PREFETCH = 32;

    private final Supplier<OpenWindows<T, ?, R>> newWindows;
    private final Shape<T, R> shape;
    final ToLongFunction<? super T> eventTime;
    final TimeUnit unit;
    final Duration lateness;
    final Consumer<? super LateValue<T>> onLate;
    final Duration idle;
    final @Nullable Scheduler scheduler;
    final int prefetch;
    final ErrorDelivery errors;

    /** Makes the windows of one stream, given how durations are counted. */
    private interface Shape<T, R> {
        Supplier<OpenWindows<T, ?, R>> in(TimeUnit unit);
    }

    private WindowAggregate(
            Shape<T, R> shape,
            ToLongFunction<? super T> eventTime,
            TimeUnit unit,
            Duration lateness,
            Consumer<? super LateValue<T>> onLate,
            Duration idle,
            @Nullable Scheduler scheduler,
            int prefetch,
            ErrorDelivery errors) {
        this.shape = shape;
        this.newWindows = shape.in(unit);
        this.eventTime = Objects.requireNonNull(eventTime, "eventTime");
        this.unit = unit;
        this.lateness = lateness;
        this.onLate = onLate;
        this.idle = idle;
        this.scheduler = scheduler;
        this.prefetch = prefetch;
        this.errors = errors;
    }

    /**
     * Windows that follow each other without a gap; they begin at the multiples of {@code size} since the epoch.
     *
     * @param size at least one unit of the event times
     * @param eventTime of a value, milliseconds since the epoch unless {@link #unit} says otherwise
     */
    public static <T, R> WindowAggregate<T, R> tumbling(
            Duration size, ToLongFunction<? super T> eventTime, Collector<? super T, ?, R> aggregate) {
        return sliding(size, size, eventTime, aggregate);
    }

    /**
     * Windows of {@code size} of which one begins at each multiple of {@code slide} since the epoch. A value is counted into each of
     * the {@code size / slide} windows it belongs to, one after the other.
     *
     * @param slide at least one unit of the event times, at most {@code size}
     * @param eventTime of a value, milliseconds since the epoch unless {@link #unit} says otherwise
     */
    public static <T, R> WindowAggregate<T, R> sliding(
            Duration size, Duration slide, ToLongFunction<? super T> eventTime, Collector<? super T, ?, R> aggregate) {
        if (slide.compareTo(size) > 0) {
            throw new IllegalArgumentException("slide must not be more than the size of " + size + ", not " + slide);
        }
        return of(unit -> fixed(inUnit(size, unit, "size"), inUnit(slide, unit, "slide"), aggregate), eventTime);
    }

    /**
     * Windows that last until no value comes for {@code gap} of event time: {@code [first, last + gap)}. A value that comes out of
     * order may join two of them, for which the collector's combiner is used.
     *
     * @param gap at least one unit of the event times
     * @param eventTime of a value, milliseconds since the epoch unless {@link #unit} says otherwise
     */
    public static <T, R> WindowAggregate<T, R> sessions(
            Duration gap, ToLongFunction<? super T> eventTime, Collector<? super T, ?, R> aggregate) {
        return of(unit -> sessions(inUnit(gap, unit, "gap"), aggregate), eventTime);
    }

    private static <T, A, R> Supplier<OpenWindows<T, ?, R>> fixed(
            long size, long slide, Collector<? super T, A, R> aggregate) {
        Objects.requireNonNull(aggregate, "aggregate");
        return () -> new OpenWindows.Fixed<T, A, R>(size, slide, aggregate);
    }

    private static <T, A, R> Supplier<OpenWindows<T, ?, R>> sessions(long gap, Collector<? super T, A, R> aggregate) {
        Objects.requireNonNull(aggregate, "aggregate");
        return () -> new OpenWindows.Sessions<T, A, R>(gap, aggregate);
    }

    private static <T, R> WindowAggregate<T, R> of(Shape<T, R> shape, ToLongFunction<? super T> eventTime) {
        return new WindowAggregate<>(
                shape,
                eventTime,
                TimeUnit.MILLISECONDS,
                Duration.ZERO,
                late -> {},
                Duration.ZERO,
                null,
                DEFAULT_PREFETCH,
                ErrorDelivery.AFTER_PENDING);
    }

    /** The unit of the event times, and of the windows' starts and ends; default milliseconds. */
    public WindowAggregate<T, R> unit(TimeUnit unit) {
        Objects.requireNonNull(unit, "unit");
        return new WindowAggregate<>(shape, eventTime, unit, lateness, onLate, idle, scheduler, prefetch, errors);
    }

    /** How far the watermark stays behind the newest event time: how much out of order values may come; default none. */
    public WindowAggregate<T, R> allowedLateness(Duration lateness) {
        if (lateness.isNegative()) {
            throw new IllegalArgumentException("allowed lateness must not be negative, not " + lateness);
        }
        return new WindowAggregate<>(shape, eventTime, unit, lateness, onLate, idle, scheduler, prefetch, errors);
    }

    /** Is told of each value that is missing from a window because it came too late; default nobody. Must be short. */
    public WindowAggregate<T, R> onLate(Consumer<? super LateValue<T>> onLate) {
        Objects.requireNonNull(onLate, "onLate");
        return new WindowAggregate<>(shape, eventTime, unit, lateness, onLate, idle, scheduler, prefetch, errors);
    }

    /**
     * Lets event time go on while the source is silent: once no value has come for {@code idle}, the newest event time counts as moving
     * on with the clock of {@code scheduler}, from when the last value came. Default: it does not.
     *
     * @param idle more than zero
     */
    public WindowAggregate<T, R> idleAdvance(Duration idle, Scheduler scheduler) {
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("idle must be more than zero, not " + idle);
        }
        Objects.requireNonNull(scheduler, "scheduler");
        return new WindowAggregate<>(shape, eventTime, unit, lateness, onLate, idle, scheduler, prefetch, errors);
    }

    /**
     * How many values may be asked for and not yet counted.
     *
     * @param prefetch at least 1; default {@value #DEFAULT_PREFETCH}
     */
    public WindowAggregate<T, R> prefetch(int prefetch) {
        Sources.requirePositive(prefetch, "prefetch");
        return new WindowAggregate<>(shape, eventTime, unit, lateness, onLate, idle, scheduler, prefetch, errors);
    }

    /** Emits an error at once, without demand, and discards closed windows that wait. Default: the error comes after them. */
    public WindowAggregate<T, R> eagerErrors() {
        return new WindowAggregate<>(
                shape, eventTime, unit, lateness, onLate, idle, scheduler, prefetch, ErrorDelivery.AT_ONCE);
    }

    @Override
    public Publisher<Window<R>> apply(Flowable<T> source) {
        return new Flowable<>() {
            @Override
            protected void subscribeActual(Subscriber<? super Window<R>> subscriber) {
                WindowDrain<T, ?, R> drain = new WindowDrain<>(subscriber, WindowAggregate.this, newWindows.get());
                subscriber.onSubscribe(drain);
                drain.subscribeTo(source);
                drain.open();
            }
        };
    }

    long inUnit(Duration duration) {
        return unit.convert(duration);
    }

    private static long inUnit(Duration duration, TimeUnit unit, String name) {
        long converted = unit.convert(duration);
        if (converted < 1 || !Duration.of(converted, unit.toChronoUnit()).equals(duration)) {
            throw new IllegalArgumentException(
                    name + " must be a whole number of " + unit + " above 0, not " + duration);
        }
        return converted;
    }
}
