package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.aggregate.DetectGaps.Mode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Passes on values in sequence, and fails at a gap or only tells of it. Nothing waits here: demand goes to the source as it is, and one
 * more for each duplicate that is left out.
 *
 * <p>Threading: signals of the source, which come one at a time; {@link #request} and {@link #cancel} on any thread.
 */
final class GapFilter<T> implements FlowableSubscriber<T>, Subscription {

    private final Subscriber<? super T> downstream;
    private final DetectGaps<T> rules;
    private final Sequence<T> sequence;
    private @Nullable Subscription upstream;
    private boolean done;

    GapFilter(Subscriber<? super T> downstream, DetectGaps<T> rules) {
        this.downstream = downstream;
        this.rules = rules;
        this.sequence = new Sequence<>(rules);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (upstream != null) { // rule 2.5
            subscription.cancel();
            return;
        }
        upstream = subscription;
        downstream.onSubscribe(this);
    }

    @Override
    public void onNext(T value) {
        if (done) {
            return;
        }
        boolean follows;
        try {
            follows = follows(value);
        } catch (Throwable failure) {
            upstream().cancel();
            onError(failure);
            return;
        }
        if (follows) {
            downstream.onNext(value);
        } else {
            upstream().request(1);
        }
    }

    private boolean follows(T value) {
        SequenceBreak found = sequence.breakAt(value);
        if (found != null) {
            rules.listener.accept(found);
            switch (found.kind()) {
                case DUPLICATE -> {
                    return false;
                }
                case GAP, RESTART -> {
                    if (rules.mode == Mode.FAIL) {
                        throw new GapException(found);
                    }
                }
                case OVERLAP, START -> {}
            }
        }
        sequence.pass(value);
        return true;
    }

    @Override
    public void onError(Throwable error) {
        if (done) {
            RxJavaPlugins.onError(error);
            return;
        }
        done = true;
        downstream.onError(error);
    }

    @Override
    public void onComplete() {
        if (!done) {
            done = true;
            downstream.onComplete();
        }
    }

    @Override
    public void request(long n) {
        upstream().request(n);
    }

    @Override
    public void cancel() {
        upstream().cancel();
    }

    private Subscription upstream() {
        return Objects.requireNonNull(upstream);
    }
}
