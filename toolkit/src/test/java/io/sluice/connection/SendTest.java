package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;

/** Sending follows the socket: what the peer does not read is not asked for. */
final class SendTest {

    private static final int SIZE = 1_000;
    private static final int PLENTY = 30_000;

    /** What the kernel takes on both sides of a link with small buffers, plus what waits in front of it, with room to spare. */
    private static final int IN_FLIGHT = 1 << 20;

    @ParameterizedTest
    @EnumSource
    void aPeerThatReadsNothingStopsTheSourceAndContinuesItInOrder(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            AtomicLong requested = new AtomicLong();
            AtomicInteger emitted = new AtomicInteger();
            TestObserver<Void> sending = link.connection()
                    .send(numbered(PLENTY)
                            .doOnNext(message -> emitted.incrementAndGet())
                            .doOnRequest(requested::addAndGet))
                    .test();

            long stalledAt = Wait.untilStable(() -> link.connection().counters().bytesSent());
            assertThat(stalledAt).isLessThan(IN_FLIGHT);
            assertThat(emitted.get() * (long) SIZE).isLessThanOrEqualTo(stalledAt + SourceSender.PREFETCH * SIZE);
            assertThat(requested.get() * SIZE).isLessThanOrEqualTo(stalledAt + SourceSender.PREFETCH * SIZE);
            sending.assertNotComplete().assertNoErrors();

            for (int i = 0; i < PLENTY; i++) {
                assertThat(number(link.peer().read())).isEqualTo(i);
            }
            Wait.untilAsserted(sending::assertComplete);
            assertThat(emitted).hasValue(PLENTY);
        }
    }

    @Test
    void aStalledPeerDoesNotHoldUpOthersOnItsEventLoop() {
        try (TestServer server = TestServer.of(connection -> connection.send(numbered(PLENTY)));
                RawPeer stalled = server.dial();
                RawPeer reading = server.dial()) {
            Connection stuck = server.accepted();
            for (int i = 0; i < PLENTY; i++) {
                assertThat(number(reading.read())).isEqualTo(i);
            }
            assertThat(reading.readClose().closeCode()).isEqualTo(CloseCode.NORMAL);

            assertThat(stuck.counters().bytesSent()).isLessThan(IN_FLIGHT);
            for (int i = 0; i < PLENTY; i++) {
                assertThat(number(stalled.read())).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoSendsInterleaveWholeMessagesEachInItsOrder(Side side) throws Exception {
        int messages = 300;
        try (Link link = Link.open(side)) {
            TestObserver<Void> sending = Completable.mergeArray(
                            link.connection().send(patterned('a', messages)),
                            link.connection().send(patterned('b', messages)),
                            link.connection().send(patterned('c', messages)))
                    .test();
            int[] next = new int[3];
            int changes = 0;
            int last = -1;
            for (int i = 0; i < 3 * messages; i++) {
                Frame frame = link.peer().read();
                int sender = frame.payload()[frame.payload().length - 1] - 'a';
                assertThat(frame.opcode()).isEqualTo(Frame.BINARY);
                assertThat(Arrays.equals(frame.payload(), pattern((char) ('a' + sender), next[sender])))
                        .as("message " + next[sender] + " of sender " + sender)
                        .isTrue();
                next[sender]++;
                changes += sender == last ? 0 : 1;
                last = sender;
            }
            assertThat(next).containsOnly(messages);
            assertThat(changes).as("changes between the senders").isGreaterThan(3);
            Wait.untilAsserted(sending::assertComplete);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLengthOfHeaderIsRight(Side side) throws Exception {
        List<Integer> sizes = List.of(
                0,
                1,
                125,
                126,
                127,
                0xFFFF,
                0x10000,
                ChannelTransport.BATCH_BYTES - 1,
                ChannelTransport.BATCH_BYTES,
                300_000);
        try (Link link = Link.open(side)) {
            TestObserver<Void> sending = link.connection()
                    .send(Flowable.fromIterable(sizes)
                            .concatMapIterable(size -> List.of(ofSize(size), Message.text("t".repeat(size)))))
                    .test();
            for (int size : sizes) {
                Frame binary = link.peer().read();
                assertThat(binary.opcode()).isEqualTo(Frame.BINARY);
                assertThat(binary.isFinal()).isTrue();
                assertThat(binary.payload()).isEqualTo(ofSize(size).bytes());
                Frame text = link.peer().read();
                assertThat(text.opcode()).isEqualTo(Frame.TEXT);
                assertThat(text.text()).isEqualTo("t".repeat(size));
            }
            Wait.untilAsserted(sending::assertComplete);
        }
    }

    @Test
    void oneMessageCanTravelOnManyConnections() throws Exception {
        Message shared = ofSize(70_000);
        byte[] before = shared.bytes().clone();
        try (Link server = Link.open(Side.SERVER);
                Link client = Link.open(Side.CLIENT)) {
            for (int i = 0; i < 3; i++) {
                for (Link link : List.of(server, client)) {
                    TestObserver<Void> sending = link.connection().send(shared).test();
                    assertThat(link.peer().read().payload()).isEqualTo(before);
                    Wait.untilAsserted(sending::assertComplete);
                }
            }
        }
        assertThat(shared.bytes()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void theErrorOfASourceComesBackAfterItsMessagesAndTheConnectionStaysOpen(Side side) throws Exception {
        IllegalStateException failure = new IllegalStateException("the source failed");
        try (Link link = Link.open(side)) {
            TestObserver<Void> sending = link.connection()
                    .send(Flowable.just(Message.text("before")).concatWith(Flowable.error(failure)))
                    .test();
            assertThat(link.peer().read().text()).isEqualTo("before");
            Wait.untilAsserted(() -> sending.assertError(failure));

            TestObserver<Void> next =
                    link.connection().send(Message.text("after")).test();
            assertThat(link.peer().read().text()).isEqualTo("after");
            Wait.untilAsserted(next::assertComplete);
            assertThat(link.connection().isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void disposingCancelsTheSourceAndLeavesTheConnectionOpen(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            PublishProcessor<Message> source = PublishProcessor.create();
            TestObserver<Void> sending = link.connection().send(source).test();
            Wait.until(source::hasSubscribers);
            assertThat(source.offer(Message.text("one"))).isTrue();
            assertThat(link.peer().read().text()).isEqualTo("one");

            sending.dispose();
            Wait.until(() -> !source.hasSubscribers());
            TestObserver<Void> next =
                    link.connection().send(Message.text("two")).test();
            assertThat(link.peer().read().text()).isEqualTo("two");
            Wait.untilAsserted(next::assertComplete);
        }
    }

    @Test
    void aSendDisposedOfAtOnceDoesNotSubscribeToItsSource() throws Exception {
        try (Link link = Link.open(Side.SERVER)) {
            AtomicBoolean subscribed = new AtomicBoolean();
            TestObserver<Void> disposed = new TestObserver<>();
            disposed.dispose();
            link.connection()
                    .send(numbered(1).doOnSubscribe(subscription -> subscribed.set(true)))
                    .subscribe(disposed);
            TestObserver<Void> next =
                    link.connection().send(Message.text("next")).test();
            assertThat(link.peer().read().text()).isEqualTo("next");
            Wait.untilAsserted(next::assertComplete);
            assertThat(subscribed).isFalse();
        }
    }

    @Test
    void aSourceThatEmitsMoreThanWasAskedForIsCancelled() throws Exception {
        try (Link link = Link.open(Side.SERVER)) {
            TestObserver<Void> stalled =
                    link.connection().send(numbered(PLENTY)).test();
            Wait.untilStable(() -> link.connection().counters().bytesSent());

            AtomicBoolean cancelled = new AtomicBoolean();
            TestObserver<Void> greedy = link.connection()
                    .send(subscriber -> {
                        subscriber.onSubscribe(new Subscription() {
                            @Override
                            public void request(long n) {}

                            @Override
                            public void cancel() {
                                cancelled.set(true);
                            }
                        });
                        for (int i = 0; i < 10 * SourceSender.PREFETCH && !cancelled.get(); i++) {
                            subscriber.onNext(Message.text("more " + i));
                        }
                    })
                    .test();
            Wait.until(cancelled::get);
            stalled.assertNotComplete().assertNoErrors();

            // At once, though the peer reads nothing.
            Wait.untilAsserted(() -> greedy.assertError(IllegalStateException.class));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendingOnAClosedConnectionFails(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            AtomicBoolean subscribed = new AtomicBoolean();
            link.peer().shakeHands(Frame.close(4321, "bye"));
            link.closed();
            TestObserver<Void> sending = link.connection()
                    .send(numbered(1).doOnSubscribe(subscription -> subscribed.set(true)))
                    .test();
            Wait.untilAsserted(() -> sending.assertError(failure -> failure instanceof ConnectionClosedException closed
                    && closed.status().code() == 4321));
            assertThat(subscribed).isFalse();
        }
    }

    /** Rule 3.15 forbids it; the end reaches everybody all the same. */
    @ParameterizedTest
    @EnumSource
    void aSourceThatThrowsWhenItIsCancelledKeepsTheEndFromNobody(Side side) throws Exception {
        List<Throwable> undeliverable = new CopyOnWriteArrayList<>();
        RxJavaPlugins.setErrorHandler(undeliverable::add);
        try (Link link = Link.open(side)) {
            Publisher<Message> rude = subscriber -> subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    throw new IllegalStateException("not now");
                }
            });
            TestObserver<Void> first = link.connection().send(rude).test();
            TestObserver<Void> second = link.connection().send(Flowable.never()).test();
            link.peer().send(Frame.ping(""));
            link.peer().read();
            link.peer().reset();
            link.closed();
            first.awaitDone(20, TimeUnit.SECONDS).assertError(ConnectionClosedException.class);
            second.awaitDone(20, TimeUnit.SECONDS).assertError(ConnectionClosedException.class);
            assertThat(undeliverable).singleElement().asString().contains("not now");
        } finally {
            RxJavaPlugins.setErrorHandler(null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndCancelsTheSourcesAndFailsTheSends(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            List<PublishProcessor<Message>> sources = new ArrayList<>();
            List<TestObserver<Void>> sendings = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                PublishProcessor<Message> source = PublishProcessor.create();
                sources.add(source);
                sendings.add(link.connection().send(source).test());
                Wait.until(source::hasSubscribers);
            }
            link.peer().reset();
            for (TestObserver<Void> sending : sendings) {
                Wait.untilAsserted(() -> sending.assertError(ConnectionClosedException.class));
            }
            assertThat(sources).noneMatch(PublishProcessor::hasSubscribers);
        }
    }

    private static Flowable<Message> numbered(int messages) {
        return Flowable.range(0, messages)
                .map(i -> BinaryMessage.ofShared(
                        ByteBuffer.allocate(SIZE).putInt(i).array()));
    }

    private static int number(Frame frame) {
        assertThat(frame.opcode()).isEqualTo(Frame.BINARY);
        assertThat(frame.payload()).hasSize(SIZE);
        return ByteBuffer.wrap(frame.payload()).getInt();
    }

    private static Flowable<Message> patterned(char sender, int messages) {
        return Flowable.range(0, messages).map(i -> BinaryMessage.ofShared(pattern(sender, i)));
    }

    /** Of a size between one byte and some batches. */
    private static byte[] pattern(char sender, int i) {
        byte[] payload = new byte[Math.max(5, i * 7919 % (i % 10 == 0 ? 100_000 : 3_000))];
        Arrays.fill(payload, (byte) sender);
        ByteBuffer.wrap(payload).putInt(i);
        return payload;
    }

    private static Message ofSize(int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (i * 31);
        }
        return Message.binary(Buffer.buffer(payload));
    }
}
