package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import java.util.function.Function;
import org.reactivestreams.Subscriber;

/** An operator applied to a source: a new stage for each subscriber. */
final class StageFlowable<T, R> extends Flowable<R> {

    private final Flowable<T> source;
    private final Function<Subscriber<? super R>, Stage<T, R>> newStage;

    StageFlowable(Flowable<T> source, Function<Subscriber<? super R>, Stage<T, R>> newStage) {
        this.source = source;
        this.newStage = newStage;
    }

    @Override
    protected void subscribeActual(Subscriber<? super R> subscriber) {
        source.subscribe(newStage.apply(subscriber));
    }
}
