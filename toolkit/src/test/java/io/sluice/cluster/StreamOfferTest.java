package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

class StreamOfferTest {

    private final WiredBrokers nodes = new WiredBrokers(1, 0);
    private final ClusterBroker here = nodes.brokers.get(0);
    private final ClusterBroker there = nodes.brokers.get(1);

    @AfterEach
    void nothingIsLeft() {
        nodes.awaitNoStreams();
        nodes.close();
    }

    private static TestSubscriber<Long> received(ClusterBroker by, StreamReference reference, long request) {
        return by.receive(reference).map(buffer -> buffer.getLong(0)).test(request);
    }

    private TestSubscriber<Long> handOver(CountedSource source, long request) {
        return received(there, here.offer(source.flow()).reference(), request);
    }

    private static Throwable errorOf(TestSubscriber<?> subscriber) {
        List<Throwable> errors = new ArrayList<>();
        subscriber.awaitDone(10, TimeUnit.SECONDS).assertError(error -> errors.add(error));
        return errors.get(0);
    }

    private static void until(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(2)).until(condition);
    }

    private static List<Long> numbers(long n) {
        return LongStream.range(0, n).boxed().toList();
    }

    @Test
    void aStreamCrossesWholeAndInOrder() {
        CountedSource source = CountedSource.numbers(100_000);

        TestSubscriber<Long> received = handOver(source, Long.MAX_VALUE);

        assertThat(received.awaitDone(10, TimeUnit.SECONDS).values()).isEqualTo(numbers(100_000));
        received.assertComplete();
        assertThat(source.largestRequest).hasValueLessThanOrEqualTo(64);
    }

    @Test
    void aReferenceTravelsAsAText() {
        String text = here.offer(CountedSource.numbers(3).flow()).reference().encode();

        TestSubscriber<Long> received = received(there, StreamReference.parse(text), 10);

        received.awaitDone(10, TimeUnit.SECONDS).assertResult(0L, 1L, 2L);
    }

    @Test
    void theNodeThatOffersAStreamMayReceiveIt() {
        StreamOffer offer = here.offer(CountedSource.numbers(1_000).flow());

        TestSubscriber<Long> received = received(here, offer.reference(), Long.MAX_VALUE);

        assertThat(received.awaitDone(10, TimeUnit.SECONDS).values()).isEqualTo(numbers(1_000));
    }

    @Test
    void aSourceIsAskedForExactlyWhatIsRequested() {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        TestSubscriber<Long> received = handOver(source, 0);
        until(() -> source.subscribed.get() == 1);
        assertThat(source.requested).hasValue(0);

        for (int i = 1; i <= 200; i++) {
            received.request(1);
            int so = i;
            until(() -> received.values().size() == so);
            assertThat(source.requested).hasValue(i);
        }
        received.request(5_000);
        until(() -> received.values().size() == 5_200);

        assertThat(source.requested).hasValue(5_200);
        assertThat(received.values()).isEqualTo(numbers(5_200));
        received.cancel();
    }

    @Test
    void aSubscriberThatCancelsCancelsTheSource() {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        TestSubscriber<Long> received = handOver(source, 10);
        until(() -> received.values().size() == 10);

        received.cancel();

        until(() -> source.over.get() == 1);
    }

    @Test
    void anErrorArrivesBehindWhatWasEmittedWithItsTypeAndMessage() {
        CountedSource source = CountedSource.of(
                CountedSource.numbers(1_000).flow().concatWith(Flowable.error(new IOException("disk: full"))));

        TestSubscriber<Long> received = handOver(source, Long.MAX_VALUE);

        assertThat(errorOf(received)).isInstanceOfSatisfying(ClusterStreamException.class, error -> {
            assertThat(error.type()).isEqualTo("java.io.IOException");
            assertThat(error).hasMessage("disk: full");
        });
        assertThat(received.values()).isEqualTo(numbers(1_000));
    }

    @Test
    void anErrorWithoutMessageArrivesWithoutOne() {
        TestSubscriber<Long> received =
                handOver(CountedSource.of(Flowable.error(new IllegalStateException())), Long.MAX_VALUE);

        assertThat(errorOf(received)).isInstanceOfSatisfying(ClusterStreamException.class, error -> {
            assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error).hasMessage(null);
        });
    }

    @Test
    void endsNeedNoDemand() {
        handOver(CountedSource.of(Flowable.empty()), 0)
                .awaitDone(10, TimeUnit.SECONDS)
                .assertResult();
    }

    @Test
    void aStreamHasOneSubscriber() {
        StreamOffer offer = here.offer(CountedSource.numbers(100).flow());
        TestSubscriber<Long> first = received(there, offer.reference(), 1);
        until(() -> first.values().size() == 1);

        assertThat(errorOf(received(here, offer.reference(), 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another subscriber");
        assertThat(errorOf(received(there, offer.reference(), 1))).isInstanceOf(IllegalStateException.class);

        first.request(99);
        assertThat(first.awaitDone(10, TimeUnit.SECONDS).values()).isEqualTo(numbers(100));
        assertThat(errorOf(received(there, offer.reference(), 1))).isInstanceOf(StreamLostException.class);
    }

    @Test
    void anOfferThatNobodyClaimsExpires() {
        CountedSource source = CountedSource.numbers(1);
        StreamOffer offer = here.offer(source.flow(), Duration.ofMillis(1));
        until(() -> here.counters().streamsOffered() == 0);

        nodes.awaitNoStreams();
        assertThat(errorOf(received(there, offer.reference(), 1)))
                .isInstanceOfSatisfying(
                        StreamLostException.class,
                        lost -> assertThat(lost.node()).isEqualTo("node-0"));
        assertThat(source.subscribed).hasValue(0);
    }

    @Test
    void anOfferThatWasWithdrawnIsNotReceived() {
        CountedSource source = CountedSource.numbers(1);
        StreamOffer offer = here.offer(source.flow());
        offer.close();

        assertThat(errorOf(received(there, offer.reference(), 1))).isInstanceOf(StreamLostException.class);
        assertThat(source.subscribed).hasValue(0);
    }

    @Test
    void aStreamThatIsWithdrawnUnderWayFailsBehindWhatWasEmitted() {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        StreamOffer offer = here.offer(source.flow());
        TestSubscriber<Long> received = received(there, offer.reference(), 10);
        until(() -> received.values().size() == 10);

        offer.close();

        assertThat(errorOf(received))
                .isInstanceOfSatisfying(
                        ClusterStreamException.class,
                        error -> assertThat(error.type()).isEqualTo(CancellationException.class.getName()));
        until(source::isIdle);
    }

    @Test
    void aMessageThatFitsNoFrameFailsTheStream() {
        PublishProcessor<Buffer> source = PublishProcessor.create();
        TestSubscriber<Buffer> received =
                there.receive(here.offer(source).reference()).test();
        until(source::hasSubscribers);

        source.onNext(Buffer.buffer(new byte[Frame.MAX_PAYLOAD_BYTES]));
        until(() -> received.values().size() == 1);
        source.onNext(Buffer.buffer(new byte[Frame.MAX_PAYLOAD_BYTES + 1]));

        assertThat(errorOf(received)).isInstanceOf(ClusterStreamException.class).hasMessageContaining("bytes");
        until(() -> !source.hasSubscribers());
    }

    @Test
    void whatIsUnderWayIsBoundedInBytes() {
        CountedSource source = CountedSource.numbers(1_000, 10_000);
        TestSubscriber<Long> received = handOver(source, 1);
        until(() -> received.values().size() == 1);
        nodes.wire.mute("node-0", 300);
        nodes.wire.mute("node-1", 300);

        received.request(999);

        int most = (256 << 10) + 64 * 10_000;
        List<Long> kept = new ArrayList<>();
        until(() -> {
            WiredBrokers.onLoops(List.of(here), node -> kept.add(node.streams.keptBytes()));
            return received.values().size() == 1_000;
        });
        assertThat(kept).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(most));
        assertThat(received.values()).isEqualTo(numbers(1_000));
    }

    @Test
    void aNodeOffersSoManyStreamsAndNoMore() {
        List<StreamOffer> offers = new ArrayList<>();
        for (int i = 0; i < StreamLimits.STANDARD.offers(); i++) {
            offers.add(here.offer(Flowable.never()));
        }
        assertThatThrownBy(() -> here.offer(Flowable.never())).isInstanceOf(RejectedExecutionException.class);

        offers.forEach(StreamOffer::close);
        nodes.awaitNoStreams();

        here.offer(Flowable.never()).close();
    }

    @Test
    void aWrongRequestEndsTheStreamAtBothEnds() {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        AtomicReference<Throwable> error = new AtomicReference<>();
        there.receive(here.offer(source.flow()).reference()).subscribe(new Subscriber<Buffer>() {
            private @Nullable Subscription upstream;

            @Override
            public void onSubscribe(Subscription subscription) {
                upstream = subscription;
                subscription.request(1);
            }

            @Override
            public void onNext(Buffer buffer) {
                Objects.requireNonNull(upstream).request(0);
            }

            @Override
            public void onError(Throwable thrown) {
                error.set(thrown);
            }

            @Override
            public void onComplete() {}
        });

        until(() -> error.get() instanceof IllegalArgumentException);
        until(source::isIdle);
    }

    @Test
    void whenTheNodeOfTheSourceLeavesTheStreamIsLost() {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        TestSubscriber<Long> received = handOver(source, 1);
        until(() -> received.values().size() == 1);

        here.close().blockingAwait();

        assertThat(errorOf(received)).isInstanceOf(StreamLostException.class);
        assertThat(source.isIdle()).isTrue();
        assertThatThrownBy(() -> here.offer(Flowable.never())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whenTheNodeOfTheSubscriberLeavesTheSourceIsCancelled() {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        TestSubscriber<Long> received = handOver(source, 1);
        until(() -> received.values().size() == 1);

        there.close().blockingAwait();

        assertThat(errorOf(received)).isInstanceOf(StreamLostException.class);
        until(source::isIdle);
        assertThat(errorOf(received(there, new StreamReference("node-0", 1, 1), 1)))
                .isInstanceOf(StreamLostException.class);
    }

    @Test
    void whatIsNoReferenceIsNotParsed() {
        for (String wrong : List.of("", "1.2", "1.2@", "0.1@n", "1.0@n", "1.-2@n", "fffffffffffffffff.1@n", "g.1@n")) {
            assertThatThrownBy(() -> StreamReference.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        StreamReference odd = new StreamReference("a@b\nc", ByteReader.MAX_COUNT, 1);
        assertThat(StreamReference.parse(odd.encode())).isEqualTo(odd);
    }
}
