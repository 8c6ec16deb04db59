package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.sluice.wire.Wait;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;

/** One subscriber, who may do wrong without harm to the connection. */
final class InboundSubscriberTest {

    @AfterEach
    void forgetErrorHandler() {
        RxJavaPlugins.setErrorHandler(null);
    }

    @Test
    void aSecondSubscriberIsRefusedAndTheFirstGoesOn() throws Exception {
        try (Link link = Link.open(Side.SERVER)) {
            TestSubscriber<Message> first = link.connection().messages().test();
            TestSubscriber<Message> second = link.connection().messages().test();
            second.assertError(IllegalStateException.class);

            link.peer().send(Frame.text("one"));
            Wait.until(() -> first.values().size() == 1);
            second.assertNoValues();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingDiscardsTheRestAndTheConnectionStillSeesTheClose(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber =
                    link.connection().messages().take(1).test();
            link.peer().send(Frame.text("one"), Frame.text("two"), Frame.text("three"));
            Wait.until(() -> link.connection().counters().messagesReceived() == 3);
            assertThat(subscriber.await(10, TimeUnit.SECONDS)).isTrue();
            subscriber.assertResult(Message.text("one"));

            link.peer().send(Frame.text("four"));
            link.peer().shakeHands(Frame.close(4321, "bye"));
            assertThat(link.closed().code()).isEqualTo(4321);
            ConnectionCounters counters = link.connection().counters();
            assertThat(counters.messagesDelivered()).isEqualTo(1);
            assertThat(counters.messagesDiscarded()).isEqualTo(3);
            assertThat(counters.messagesQueued()).isZero();
            assertThat(counters.bytesQueued()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingWhileTcpPushesBackLetsTheConnectionReadOn(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(0);
            Flood flood = pushedBack(link);

            subscriber.cancel();
            flood.finish();
            link.peer().shakeHands(Frame.close(4321, ""));
            assertThat(link.closed().code()).isEqualTo(4321);
            assertThat(link.connection().counters().messagesQueued()).isZero();
            subscriber.assertNoValues().assertNotComplete().assertNoErrors();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRequestOfNothingIsAnError(long n) throws Exception {
        try (Link link = Link.open(Side.SERVER)) {
            Careless subscriber = new Careless(new IllegalStateException("nothing was requested"));
            link.connection().messages().subscribe(subscriber);
            Flood flood = pushedBack(link);

            subscriber.subscription.join().request(n);
            assertThat(subscriber.failure.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3.9");

            flood.finish();
            link.peer().shakeHands(Frame.close(4321, ""));
            assertThat(link.closed().code()).isEqualTo(4321);
            assertThat(link.connection().counters().messagesQueued()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSubscriberThatThrowsIsLeftAndTheConnectionGoesOn(Side side) throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        RxJavaPlugins.setErrorHandler(reported::complete);
        Careless subscriber = new Careless(new IllegalStateException("thrown on purpose"));
        try (Link link = Link.open(side)) {
            link.connection().messages().subscribe(subscriber);
            Flood flood = pushedBack(link);

            subscriber.subscription.join().request(2);
            assertThat(reported.get(20, TimeUnit.SECONDS)).isSameAs(subscriber.thrown);

            flood.finish();
            link.peer().send(Frame.ping("still there?"));
            assertThat(link.peer().read().text()).isEqualTo("still there?");
            link.peer().shakeHands(Frame.close(4321, ""));
            assertThat(link.closed().code()).isEqualTo(4321);
            assertThat(subscriber.failure).isNotDone();
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestingOneFromWithinOnNextDoesNotNest(Side side) throws Exception {
        int messages = 20_000;
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = new TestSubscriber<>(0) {
                @Override
                public void onNext(Message message) {
                    super.onNext(message);
                    request(1);
                }
            };
            link.connection().messages().subscribe(subscriber);
            new Flood(link.peer(), 3_000, i -> Frame.binary((byte) i)).isPushedBack();
            Wait.untilStable(() -> link.connection().counters().messagesQueued());
            Flood rest = new Flood(link.peer(), messages - 3_000, i -> Frame.binary((byte) i));

            subscriber.request(1);
            rest.finish();
            Wait.until(() -> subscriber.values().size() == messages);
        }
    }

    @ParameterizedTest
    @EnumSource
    void signalsComeOnTheEventLoopThreadOfTheConnection(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            TestSubscriber<Message> subscriber = link.connection()
                    .messages()
                    .doOnEach(signal -> threads.add(Thread.currentThread()))
                    .test(1);
            link.peer().send(Frame.text("one"), Frame.text("two"));
            Wait.until(() -> subscriber.values().size() == 1);
            subscriber.request(5);
            link.peer().shakeHands(Frame.close(CloseCode.NORMAL, ""));
            link.closed();
            Wait.untilAsserted(subscriber::assertComplete);

            assertThat(threads)
                    .singleElement()
                    .satisfies(thread -> assertThat(thread.getName()).contains("eventloop"));
        }
    }

    private static Flood pushedBack(Link link) {
        Flood flood = new Flood(link.peer(), 200, i -> Frame.binary(new byte[32 << 10]));
        assertThat(flood.isPushedBack()).isTrue();
        return flood;
    }

    /** A subscriber that throws at the first message, without the safety net that RxJava puts under others. */
    private static final class Careless implements FlowableSubscriber<Message> {

        private final RuntimeException thrown;
        private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        Careless(RuntimeException thrown) {
            this.thrown = thrown;
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(Message message) {
            throw thrown;
        }

        @Override
        public void onError(Throwable error) {
            failure.complete(error);
        }

        @Override
        public void onComplete() {
            failure.complete(new AssertionError("completed"));
        }
    }
}
