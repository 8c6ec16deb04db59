package io.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;

/** Demand is counted in messages, not in the frames they came in. */
final class MessageDemandTest {

    private static final int MESSAGES = 10_000;

    @ParameterizedTest
    @EnumSource
    void tenThousandMessagesOfThreeFramesArriveOnFourRequestedAndThenOneForEach(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            FourThenOneByOne subscriber = new FourThenOneByOne();
            link.connection().messages().subscribe(subscriber);
            for (int i = 0; i < MESSAGES; i += 100) {
                ByteArrayOutputStream wire = new ByteArrayOutputStream();
                for (int j = i; j < i + 100; j++) {
                    wire.writeBytes(link.peer().encode(threeFrames(j)));
                }
                link.peer().sendBytes(wire.toByteArray());
            }
            assertThat(subscriber.all.get(20, TimeUnit.SECONDS)).isEqualTo(MESSAGES);
            assertThat(link.connection().counters().messagesDelivered()).isEqualTo(MESSAGES);
        }
    }

    private static Frame[] threeFrames(int i) {
        return Payloads.fragments(
                Frame.TEXT,
                Payloads.utf8("message "),
                Payloads.utf8(i % 2 == 0 ? "" : "number "),
                Payloads.utf8(Integer.toString(i)));
    }

    private static Message expected(int i) {
        return Message.text("message " + (i % 2 == 0 ? "" : "number ") + i);
    }

    /** Asks for four, and then for one more with each that comes; never twice at a time. */
    private static final class FourThenOneByOne implements FlowableSubscriber<Message> {

        final CompletableFuture<Integer> all = new CompletableFuture<>();
        private final CompletableFuture<Subscription> upstream = new CompletableFuture<>();
        private int count;

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream.complete(subscription);
            subscription.request(4);
        }

        @Override
        public void onNext(Message message) {
            if (!message.equals(expected(count))) {
                all.completeExceptionally(new AssertionError("message " + count + " is " + message));
            }
            if (++count == MESSAGES) {
                all.complete(count);
            }
            upstream.join().request(1);
        }

        @Override
        public void onError(Throwable failure) {
            all.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            all.completeExceptionally(new AssertionError("ended after " + count));
        }
    }
}
