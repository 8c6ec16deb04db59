package io.sluice.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What both transports owe the connection above them, whichever carries it. */
final class TransportContractTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    static Stream<Arguments> transports() {
        return Arrays.stream(Side.values())
                .flatMap(side -> Stream.of(false, true)
                        .map(portable -> argumentSet(
                                (portable ? "portable, " : "direct, ") + side,
                                side,
                                TestServer.CALM.withPortableTransport(portable))));
    }

    /** Only the direct transport gathers what a turn writes, and counts its flushes. */
    @ParameterizedTest
    @MethodSource("transports")
    void theTransportIsTheOneThatWasAskedFor(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            // A flush is counted when it is over: that of the first message before the second can arrive.
            for (String text : List.of("first", "second")) {
                Wait.done(link.connection().send(Message.text(text)));
                assertThat(link.peer().read().text()).isEqualTo(text);
            }
            assertThat(link.connection().counters().flushes() == 0).isEqualTo(options.portableTransport());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void messagesArriveWholeAndTypedHoweverTheyWereCut(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer()
                    .send(
                            Frame.text("").unfinished(),
                            Frame.continuation((byte) 'a').unfinished(),
                            Frame.ping("between"),
                            Frame.continuation((byte) 'b'),
                            Frame.binary((byte) 1, (byte) 2),
                            Frame.text(""));
            assertThat(link.peer().read().text()).isEqualTo("between");
            Wait.until(() -> messages.values().size() == 3);
            messages.assertValues(
                    Message.text("ab"), Message.binary(Buffer.buffer(new byte[] {1, 2})), Message.text(""));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void demandIsCountedInMessagesAndWhatIsNotAskedForWaitsAtThePeer(Side side, ConnectionOptions options)
            throws Exception {
        int messages = 2_000;
        try (Link link = Link.open(side, options)) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(2);
            Flood flood = new Flood(link.peer(), messages, i -> Frame.binary(new byte[8 << 10]));
            assertThat(flood.isPushedBack()).isTrue();
            Wait.until(() -> subscriber.values().size() == 2);
            long waiting = Wait.untilStable(() -> link.connection().counters().bytesQueued());
            assertThat(waiting).isLessThanOrEqualTo(options.inboundBufferBytes() + (64L << 10));

            subscriber.request(Long.MAX_VALUE);
            flood.finish();
            Wait.until(() -> subscriber.values().size() == messages);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void sendsFromManyThreadsArriveWholeAndEachInItsOrder(Side side, ConnectionOptions options) throws Exception {
        int threads = 4;
        int each = 500;
        try (Link link = Link.open(side, options)) {
            List<TestObserver<Void>> sends = IntStream.range(0, threads)
                    .mapToObj(thread -> link.connection()
                            .send(Flowable.range(0, each)
                                    .map(i -> Message.text(thread + ":" + i))
                                    .subscribeOn(Schedulers.newThread()))
                            .test())
                    .toList();
            int[] next = new int[threads];
            for (int i = 0; i < threads * each; i++) {
                String text = link.peer().read().text();
                int colon = text.indexOf(':');
                int thread = Integer.parseInt(text.substring(0, colon));
                assertThat(Integer.parseInt(text.substring(colon + 1))).isEqualTo(next[thread]++);
            }
            for (TestObserver<Void> send : sends) {
                send.awaitDone(20, SECONDS).assertComplete();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aSourceIsAskedForNoMoreThanTheSocketTakes(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            AtomicLong emitted = new AtomicLong();
            Message message = Message.binary(Buffer.buffer(new byte[8 << 10]));
            TestObserver<Void> send = link.connection()
                    .send(Flowable.fromCallable(() -> message).repeat(4_000).doOnNext(any -> emitted.incrementAndGet()))
                    .test();
            long stalled = Wait.untilStable(emitted::get);
            assertThat(stalled).isLessThan(1_000);
            for (int i = 0; i < 4_000; i++) {
                assertThat(link.peer().read().payload()).hasSize(8 << 10);
            }
            send.awaitDone(20, SECONDS).assertComplete();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closingIsOverInItsTimeAgainstAPeerThatReadsNothing(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options.withCloseTimeout(SHORT))) {
            TestObserver<Void> send = link.connection()
                    .send(Flowable.just(Message.binary(Buffer.buffer(new byte[64 << 10])))
                            .repeat())
                    .test();
            Wait.untilStable(() -> link.connection().counters().bytesSent());
            long begun = System.nanoTime();
            Wait.done(link.connection().close());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SHORT.plusSeconds(5));
            send.awaitDone(20, SECONDS).assertError(ConnectionClosedException.class);
            assertThat(link.closed().clean()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatCameBeforeThePeersCloseIsDeliveredFirst(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            TestSubscriber<Message> messages = link.connection().messages().test(0);
            link.peer().send(Frame.text("a"), Frame.text("b"));
            Frame answer = link.peer().shakeHands(Frame.close(4321, "bye"));
            assertThat(answer.closeCode()).isEqualTo(4321);
            assertThat(link.closed()).isEqualTo(new CloseStatus(4321, "bye", CloseStatus.Initiator.REMOTE, true));
            messages.assertNotComplete().request(2);
            messages.awaitDone(20, SECONDS)
                    .assertValues(Message.text("a"), Message.text("b"))
                    .assertError(ConnectionClosedException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void thisSidesCloseTellsCodeAndReasonBehindWhatWasSent(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            Completable sent = link.connection().send(Message.text("last words"));
            Wait.done(sent);
            TestObserver<Void> closed =
                    link.connection().close(CloseStatus.of(4000, "enough")).test();
            assertThat(link.peer().read().text()).isEqualTo("last words");
            Frame close = link.peer().answerClose();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.closeReason()).isEqualTo("enough");
            closed.awaitDone(20, SECONDS).assertComplete();
            assertThat(link.closed().clean()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aResetIsOneAbnormalEnd(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            TestObserver<CloseStatus> closed = link.connection().closed().test();
            link.peer().reset();
            messages.awaitDone(20, SECONDS).assertError(ConnectionClosedException.class);
            closed.awaitDone(20, SECONDS).assertValueCount(1);
            assertThat(link.closed().code()).isEqualTo(CloseCode.ABNORMAL);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void textThatIsNotUtf8IsRefused(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options.withCloseTimeout(SHORT))) {
            link.peer().send(Frame.of(Frame.TEXT, (byte) 0xC0, (byte) 0xAF));
            assertThat(link.peer().readClose().closeCode()).isEqualTo(CloseCode.INVALID_PAYLOAD);
            link.peer().close();
            assertThat(link.closed().code()).isEqualTo(CloseCode.INVALID_PAYLOAD);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPingIsAnsweredByItsPong(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            TestObserver<Duration> time =
                    link.connection().ping(Buffer.buffer("ping")).test();
            Frame ping = link.peer().read();
            assertThat(ping.opcode()).isEqualTo(Frame.PING);
            link.peer().send(Frame.of(Frame.PONG, ping.payload()));
            time.awaitDone(20, SECONDS).assertValueCount(1);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPeerThatStaysSilentIsNoticed(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options.withHeartbeat(Duration.ofMillis(100)))) {
            assertThat(link.closed().reason()).startsWith("no answer to a ping");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void tryingToSendIsAnsweredAndWhatWasAcceptedArrives(Side side, ConnectionOptions options) throws Exception {
        try (Link link = Link.open(side, options)) {
            Message message = Message.binary(Buffer.buffer(new byte[10_000]));
            int accepted = 0;
            while (link.connection().trySend(message) == SendResult.ACCEPTED) {
                accepted++;
                assertThat(accepted).isLessThan(3_000);
            }
            assertThat(link.connection().trySend(message)).isEqualTo(SendResult.FULL);
            RawPeer peer = link.peer();
            for (int i = 0; i < accepted; i++) {
                assertThat(peer.read().payload()).hasSize(10_000);
            }
            link.connection().cancel();
            link.closed();
            assertThat(link.connection().trySend(message)).isEqualTo(SendResult.CLOSED);
        }
    }
}
