package io.sluice.convert;

import io.reactivex.rxjava3.core.Flowable;
import java.util.function.Supplier;
import org.reactivestreams.Subscriber;

/** A source taken through a {@link Step}, with a new one for each subscription. */
final class StepFlowable<I, O> extends Flowable<O> {

    private final Flowable<I> source;
    private final Supplier<? extends Step<I, O>> steps;
    private final boolean atMostOne;

    private StepFlowable(Flowable<I> source, Supplier<? extends Step<I, O>> steps, boolean atMostOne) {
        this.source = source;
        this.steps = steps;
        this.atMostOne = atMostOne;
    }

    static <I, O> Conversion<I, O> conversion(Supplier<? extends Step<I, O>> steps) {
        return source -> new StepFlowable<>(source, steps, false);
    }

    /** Of steps that give at most one output for an input and one at the end, and hold nothing outside the heap. */
    static <I, O> Conversion<I, O> atMostOne(Supplier<? extends Step<I, O>> steps) {
        return source -> new StepFlowable<>(source, steps, true);
    }

    @Override
    protected void subscribeActual(Subscriber<? super O> subscriber) {
        Step<I, O> step = steps.get();
        source.subscribe(
                atMostOne ? new AtMostOneSubscription<>(subscriber, step) : new StepSubscription<>(subscriber, step));
    }
}
