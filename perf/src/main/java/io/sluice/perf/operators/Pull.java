package io.sluice.perf.operators;

import io.reactivex.rxjava3.core.Flowable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A source that always has a value for demand, until all are given. Costs next to nothing itself, whatever the demand, and is no
 * queue that RxJava could read past its signals. Confined to one thread.
 */
final class Pull<T> extends Flowable<T> {

    private final T[] values;

    Pull(T[] values) {
        this.values = values;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        subscriber.onSubscribe(new Giver(subscriber));
    }

    private final class Giver implements Subscription {

        private final Subscriber<? super T> subscriber;
        private long demand;
        private int given;
        private boolean giving;

        Giver(Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            if (giving) {
                return;
            }
            giving = true;
            while (demand > 0 && given < values.length) {
                demand--;
                subscriber.onNext(values[given++]);
            }
            giving = false;
            if (given == values.length) {
                given++;
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            given = values.length + 1;
        }
    }
}
