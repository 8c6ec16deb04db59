package io.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.connection.Connection;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Wait;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A connection of ours that sends back what it gets, and counts how often it is told of its end. Nothing of RxJava stands
 * between, which would swallow a second signal.
 */
final class Echo {

    private final Connection connection;
    private final AtomicInteger endings = new AtomicInteger();
    private volatile boolean cancelled;

    Echo(Connection connection) {
        this.connection = connection;
    }

    Completable run() {
        return connection.send(downstream -> connection.messages().subscribe(new EndCounter(downstream)));
    }

    /** Waits for the end. */
    CloseStatus closed() {
        CloseStatus status = Wait.closed(connection);
        Wait.until(() -> cancelled || endings.get() > 0);
        return status;
    }

    void cancel() {
        connection.cancel();
    }

    void assertEndedOnce() {
        assertThat(endings).as("terminations of the messages").hasValueLessThanOrEqualTo(1);
        assertThat(cancelled || endings.get() == 1).as("messages have ended").isTrue();
    }

    private final class EndCounter implements FlowableSubscriber<Message> {

        private final Subscriber<? super Message> downstream;

        private EndCounter(Subscriber<? super Message> downstream) {
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription upstream) {
            downstream.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    upstream.request(n);
                }

                @Override
                public void cancel() {
                    cancelled = true;
                    upstream.cancel();
                }
            });
        }

        @Override
        public void onNext(Message message) {
            downstream.onNext(message);
        }

        @Override
        public void onError(Throwable failure) {
            endings.incrementAndGet();
            downstream.onError(failure);
        }

        @Override
        public void onComplete() {
            endings.incrementAndGet();
            downstream.onComplete();
        }
    }
}
