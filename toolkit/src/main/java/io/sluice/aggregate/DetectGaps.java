package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Watches the sequence numbers of a feed, and does about a gap what it was told: fails, reports, or resynchronises.
 *
 * <pre>
 * values           1-2-2-3---6-7-|
 * failing          1-2---3---X             X: GapException[4, 5 missing]
 * reporting        1-2---3---6-7-|         listener: DUPLICATE 2, GAP 4..5
 * resynchronising  1-2---3---4-5-6-7-|     4 and 5 from the recovery
 * </pre>
 *
 * <p><b>Sequence.</b> The first value begins it; each one after it must begin right after the end of the one before. A value that is all
 * old is a duplicate and not passed on; one that is old in part is passed on whole; one of another {@linkplain #epoch epoch} restarts the
 * sequence, which counts as a gap of unknown size. All of these are told to the listener.
 *
 * <p><b>Resynchronising.</b> The publisher that was given for a break is subscribed to, while the source waits. Its values are passed on
 * if they are not old; they may be those that are missing, or a snapshot whose sequence number is that of the last change in it. Then the
 * source goes on: what the recovery covered already is passed over, and if there is still a gap, another recovery is asked for, up to
 * {@value #MAX_ATTEMPTS} in a row, after which the stream fails with a {@link GapException}.
 *
 * <p><b>Backpressure.</b> Honoured: emits as many values as were requested. While failing or reporting, the source is asked for as many, and
 * for one more per duplicate. While resynchronising it is asked for the prefetch, and then for more as its values are used; a recovery
 * likewise.
 *
 * <p><b>Memory.</b> Failing and reporting hold nothing. Resynchronising holds at most {@code prefetch} values of the source and as many of the
 * recovery; the source is held back meanwhile and not buffered without bound.
 *
 * <p><b>Threading.</b> Values are emitted on the thread of the source, of the recovery or of a request, one at a time; functions and the
 * listener are called there and must be short.
 *
 * <p><b>Errors.</b> One of the source comes after the values before it; one of a recovery ends the stream. A function that throws ends it
 * with what it threw.
 *
 * <p>Immutable: the methods that set something return a changed copy. One instance may serve any number of streams.
 *
 * @param <T> type of the values
 */
public final class DetectGaps<T> implements FlowableTransformer<T, T> {

    /** Values asked for ahead, unless {@link #prefetch} says otherwise: a second of a busy feed while a snapshot is loaded. */
    public static final int DEFAULT_PREFETCH = 256;

    /** Recoveries in a row without a value of the source between them. */
    public static final int MAX_ATTEMPTS = 5;

    /** What to do about a gap. */
    enum Mode {
        FAIL,
        REPORT,
        RESYNCHRONISE
    }

    final ToLongFunction<? super T> first;
    final ToLongFunction<? super T> last;
    final Function<? super T, ?> epoch;
    final Consumer<? super SequenceBreak> listener;
    final Mode mode;
    final @Nullable Function<? super SequenceBreak, ? extends Publisher<? extends T>> recovery;
    final boolean snapshotFirst;
    final int prefetch;

    private DetectGaps(
            ToLongFunction<? super T> first,
            ToLongFunction<? super T> last,
            Function<? super T, ?> epoch,
            Consumer<? super SequenceBreak> listener,
            Mode mode,
            @Nullable Function<? super SequenceBreak, ? extends Publisher<? extends T>> recovery,
            boolean snapshotFirst,
            int prefetch) {
        this.first = Objects.requireNonNull(first, "first");
        this.last = Objects.requireNonNull(last, "last");
        this.epoch = Objects.requireNonNull(epoch, "epoch");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.mode = mode;
        this.recovery = recovery;
        this.snapshotFirst = snapshotFirst;
        this.prefetch = prefetch;
    }

    /** Values with one sequence number each. A gap is an error, unless another method says otherwise. */
    public static <T> DetectGaps<T> detectGaps(ToLongFunction<? super T> sequence) {
        return detectGaps(sequence, sequence);
    }

    /** Values that cover a range of sequence numbers each, both ends included. A gap is an error, unless another method says otherwise. */
    public static <T> DetectGaps<T> detectGaps(ToLongFunction<? super T> first, ToLongFunction<? super T> last) {
        return new DetectGaps<>(first, last, value -> "", unused -> {}, Mode.FAIL, null, false, DEFAULT_PREFETCH);
    }

    /**
     * A snapshot, then the deltas that follow it: the source is subscribed to, then a snapshot is asked for with a break of kind
     * {@link SequenceBreak.Kind#START}, while the deltas wait; those the snapshot contains are passed over. A gap asks for another
     * snapshot. Nothing is lost and nothing comes twice.
     *
     * @param first first change of a value
     * @param last last change of a value; for a snapshot, the last change it contains
     * @param snapshot loads a snapshot, as one value; called again for each gap and for a snapshot that was too old
     */
    public static <T> DetectGaps<T> snapshotThenDeltas(
            ToLongFunction<? super T> first,
            ToLongFunction<? super T> last,
            Function<? super SequenceBreak, ? extends Publisher<? extends T>> snapshot) {
        Objects.requireNonNull(snapshot, "snapshot");
        return new DetectGaps<>(
                first, last, value -> "", unused -> {}, Mode.RESYNCHRONISE, snapshot, true, DEFAULT_PREFETCH);
    }

    /** What a value carries of the run of its producer: another one restarts the sequence. Default: there is one only. */
    public DetectGaps<T> epoch(Function<? super T, ?> epoch) {
        return new DetectGaps<>(first, last, epoch, listener, mode, recovery, snapshotFirst, prefetch);
    }

    /** Is told of every break, before anything is done about it; default nobody. */
    public DetectGaps<T> onBreak(Consumer<? super SequenceBreak> listener) {
        return new DetectGaps<>(first, last, epoch, listener, mode, recovery, snapshotFirst, prefetch);
    }

    /** Only tells of gaps and restarts, and goes on with the value after them. */
    public DetectGaps<T> reporting() {
        return new DetectGaps<>(first, last, epoch, listener, Mode.REPORT, null, false, prefetch);
    }

    /** Closes gaps with what {@code recovery} brings. */
    public DetectGaps<T> resynchronising(Function<? super SequenceBreak, ? extends Publisher<? extends T>> recovery) {
        Objects.requireNonNull(recovery, "recovery");
        return new DetectGaps<>(first, last, epoch, listener, Mode.RESYNCHRONISE, recovery, snapshotFirst, prefetch);
    }

    /**
     * How many values may be asked for and not yet used while resynchronising.
     *
     * @param prefetch at least 1; default {@value #DEFAULT_PREFETCH}
     */
    public DetectGaps<T> prefetch(int prefetch) {
        Sources.requirePositive(prefetch, "prefetch");
        return new DetectGaps<>(first, last, epoch, listener, mode, recovery, snapshotFirst, prefetch);
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new Flowable<>() {
            @Override
            protected void subscribeActual(Subscriber<? super T> subscriber) {
                if (mode != Mode.RESYNCHRONISE) {
                    source.subscribe(new GapFilter<>(subscriber, DetectGaps.this));
                    return;
                }
                GapDrain<T> drain = new GapDrain<>(subscriber, DetectGaps.this);
                subscriber.onSubscribe(drain);
                drain.subscribeTo(source);
                drain.open();
            }
        };
    }
}
