package io.sluice.convert;

import io.reactivex.rxjava3.core.Flowable;
import java.util.function.Supplier;
import org.reactivestreams.Subscriber;

/** A source taken through a {@link Step}, with a new one for each subscription. */
final class StepFlowable<I, O> extends Flowable<O> {

    private final Flowable<I> source;
    private final Supplier<? extends Step<I, O>> steps;

    private StepFlowable(Flowable<I> source, Supplier<? extends Step<I, O>> steps) {
        this.source = source;
        this.steps = steps;
    }

    static <I, O> Conversion<I, O> conversion(Supplier<? extends Step<I, O>> steps) {
        return source -> new StepFlowable<>(source, steps);
    }

    @Override
    protected void subscribeActual(Subscriber<? super O> subscriber) {
        source.subscribe(new StepSubscription<>(subscriber, steps.get()));
    }
}
