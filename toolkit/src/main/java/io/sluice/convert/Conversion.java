package io.sluice.convert;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableConverter;
import io.reactivex.rxjava3.core.FlowableTransformer;

/**
 * An operator from values of one type to values of another, for {@link Flowable#compose} and {@link Flowable#to}.
 *
 * <p>Stateless itself: one instance serves any number of subscriptions, each of which has a state of its own.
 *
 * @param <T> what comes in
 * @param <R> what comes out
 */
@FunctionalInterface
public interface Conversion<T, R> extends FlowableTransformer<T, R>, FlowableConverter<T, Flowable<R>> {

    @Override
    Flowable<R> apply(Flowable<T> upstream);
}
