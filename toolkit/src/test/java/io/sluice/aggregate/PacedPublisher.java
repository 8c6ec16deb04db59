package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.sluice.internal.Demand;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** An operator whose source emits one value for each that downstream asks for, so that a lossy one has nothing to lose. */
final class PacedPublisher<R> implements Publisher<R> {

    private final FlowableTransformer<Integer, R> operator;
    private final long elements;

    PacedPublisher(FlowableTransformer<Integer, R> operator, long elements) {
        this.operator = operator;
        this.elements = elements;
    }

    @Override
    public void subscribe(Subscriber<? super R> subscriber) {
        PublishProcessor<Integer> source = PublishProcessor.create();
        if (elements == 0) {
            source.onComplete();
        }
        Paced<R> paced = new Paced<>(subscriber, source, elements);
        source.compose(operator).subscribe(paced);
        paced.open();
    }

    private static final class Paced<R> implements FlowableSubscriber<R>, Subscription {

        private final Subscriber<? super R> downstream;
        private final PublishProcessor<Integer> source;
        private final long elements;
        /** What is to be emitted, and by whoever raised it from 0; one more until the operator has asked its source. */
        private final AtomicLong due = new AtomicLong(1);

        private long emitted;
        private volatile boolean cancelled;
        private volatile Subscription operator = this;

        Paced(Subscriber<? super R> downstream, PublishProcessor<Integer> source, long elements) {
            this.downstream = downstream;
            this.source = source;
            this.elements = elements;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            operator = subscription;
            downstream.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            operator.request(n);
            if (n > 0 && due.getAndUpdate(before -> Demand.add(before, n)) == 0) {
                emit();
            }
        }

        void open() {
            if (due.decrementAndGet() > 0) {
                emit();
            }
        }

        private void emit() {
            do {
                if (cancelled || emitted == elements) {
                    return;
                }
                source.onNext((int) emitted);
                if (++emitted == elements) {
                    source.onComplete();
                }
            } while (due.updateAndGet(before -> Demand.produced(before, 1)) > 0);
        }

        @Override
        public void cancel() {
            cancelled = true;
            operator.cancel();
        }

        @Override
        public void onNext(R value) {
            downstream.onNext(value);
        }

        @Override
        public void onError(Throwable error) {
            downstream.onError(error);
        }

        @Override
        public void onComplete() {
            downstream.onComplete();
        }
    }
}
