package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.operators.SpscArrayQueue;
import io.sluice.internal.DeferredSubscription;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;

/**
 * One source of an {@link InputDrain}, and what it brought ahead of demand.
 *
 * <p>Invariants: asked for and not consumed yet, whether it has come or not, is never more than {@code prefetch}.
 *
 * <p>Threading: signals on the source's thread, one at a time; {@link #cancel} on any; everything else belongs to the drain.
 */
class Input<T> implements FlowableSubscriber<T> {

    private final InputDrain<?> drain;
    private final int prefetch;
    private final int batch;
    private final SpscArrayQueue<T> queue;
    private final DeferredSubscription upstream = new DeferredSubscription();
    private volatile boolean done;
    private int consumed;

    Input(InputDrain<?> drain, int prefetch) {
        this.drain = drain;
        this.prefetch = prefetch;
        this.batch = prefetch - (prefetch >> 2);
        this.queue = new SpscArrayQueue<>(prefetch);
    }

    final void subscribeTo(Publisher<? extends T> source) {
        try {
            source.subscribe(this);
        } catch (Throwable thrown) { // against rule 1.9
            drain.abort(thrown);
        }
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (upstream.set(subscription)) {
            subscription.request(prefetch);
        }
    }

    @Override
    public final void onNext(T value) {
        Objects.requireNonNull(value, "value"); // rule 2.13: thrown at the source
        if (done || drain.isClosed()) {
            return;
        }
        if (passes(value)) {
            return;
        }
        if (!queue.offer(value)) {
            drain.fail(new MissingBackpressureException(
                    "a source emitted more than the " + prefetch + " it was asked for"));
            return;
        }
        changed();
        drain.drain();
    }

    @Override
    public final void onError(Throwable error) {
        // Not done: a drain under way would take that for completion.
        drain.fail(Objects.requireNonNull(error, "error"));
    }

    @Override
    public final void onComplete() {
        done = true;
        changed();
        drain.drain();
    }

    /** Whether {@code value} did not have to wait, and has been emitted. On the source's thread. */
    boolean passes(T value) {
        return false;
    }

    /** A value or the completion has come; a drain follows. On the source's thread. */
    void changed() {}

    final void cancel() {
        upstream.cancel();
    }

    /** Whether the source has completed. If so, an {@link #isEmpty} asked after this is final. */
    final boolean isDone() {
        return done;
    }

    final boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The oldest value that waits, or null. It counts as waiting until {@link #consumed}. */
    final @Nullable T poll() {
        return queue.poll();
    }

    /** A value that was polled is no longer held: asks for more once three quarters of the prefetch are used up. */
    final void consumed() {
        if (++consumed == batch) {
            consumed = 0;
            upstream.request(batch);
        }
    }

    final void clear() {
        queue.clear();
    }
}
