package io.sluice.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Aside;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

final class StreamsTest {

    private static final ConnectionOptions SMALL = TestServer.CALM.withMaxMessageBytes(1_000);

    @ParameterizedTest
    @EnumSource
    void aMessageFarOverTheLimitsPassesInPieces(Side side) throws Exception {
        byte[] payload = new byte[8 << 20];
        new Random(3).nextBytes(payload);
        try (Link link = Link.open(side, SMALL)) {
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            CompletableFuture<Void> sending =
                    Aside.run(() -> link.peer().send(Frame.binary(payload), Frame.text("next")));
            Wait.until(() -> messages.values().size() == 1);
            assertThat(messages.values().get(0).isText()).isFalse();
            assertThat(join(messages.values().get(0))).isEqualTo(Buffer.buffer(payload));

            Wait.until(() -> messages.values().size() == 2);
            assertThat(messages.values().get(1).isText()).isTrue();
            assertThat(join(messages.values().get(1))).hasToString("next");
            sending.join();
            assertThat(link.connection().counters().messagesDelivered()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotAskedForWaitsAtThePeer(Side side) throws Exception {
        int frames = 1_024;
        try (Link link = Link.open(side, TestServer.CALM)) {
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            // One message of 16 MiB, a frame after the other.
            Flood flood = new Flood(link.peer(), frames, i -> fragment(i, frames));
            Wait.until(() -> {
                assertThat(flood.isPushedBack()).isTrue();
                return !messages.values().isEmpty();
            });
            TestSubscriber<Buffer> pieces = messages.values().get(0).content().test(1);
            Wait.until(() -> pieces.values().size() == 1);
            assertThat(flood.isPushedBack()).isTrue();
            assertThat(link.connection().counters().bytesQueued())
                    .isLessThanOrEqualTo(TestServer.CALM.inboundBufferBytes() + (64L << 10));

            pieces.request(Long.MAX_VALUE);
            flood.finish();
            pieces.awaitDone(20, SECONDS).assertComplete();
            assertThat(pieces.values().stream().mapToLong(Buffer::length).sum()).isEqualTo(frames * (16L << 10));
        }
    }

    private static Frame fragment(int i, int frames) {
        Frame frame = i == 0 ? Frame.binary(new byte[16 << 10]) : Frame.continuation(new byte[16 << 10]);
        return i == frames - 1 ? frame : frame.unfinished();
    }

    @ParameterizedTest
    @EnumSource
    void theNextMessageComesWhenTheOneBeforeHasEndedOrWasCancelled(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            link.peer()
                    .send(
                            Frame.text("a").unfinished(),
                            Frame.continuation((byte) 'b'),
                            Frame.binary(),
                            Frame.text("c"));
            Wait.until(() -> messages.values().size() == 1);
            TestSubscriber<Buffer> skipped = messages.values().get(0).content().test(0);
            messages.assertValueCount(1);
            skipped.cancel();

            Wait.until(() -> messages.values().size() == 2);
            assertThat(messages.values().get(1).isText()).isFalse();
            messages.values().get(1).content().test(0).awaitDone(20, SECONDS).assertResult();

            Wait.until(() -> messages.values().size() == 3);
            assertThat(join(messages.values().get(2))).hasToString("c");
            skipped.assertNoValues().assertNotComplete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesAreOpenedOneByOneAsTheyAreAskedFor(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<MessageStream> messages = link.connection().streams().test(1);
            link.peer().send(Frame.text("a"), Frame.text("b"), Frame.ping("behind"));
            assertThat(link.peer().read().text()).isEqualTo("behind");
            Wait.until(() -> messages.values().size() == 1);
            assertThat(join(messages.values().get(0))).hasToString("a");
            messages.assertValueCount(1);
            messages.request(1);
            Wait.until(() -> messages.values().size() == 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesThatCameBeforeTheSubscriberAreNotLost(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            link.peer().send(Frame.text("whole"), Frame.text("be").unfinished(), Frame.ping(""));
            link.peer().read();
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            Wait.until(() -> messages.values().size() == 1);
            assertThat(join(messages.values().get(0))).hasToString("whole");
            link.peer().send(Frame.continuation("gun".getBytes(StandardCharsets.UTF_8)));
            Wait.until(() -> messages.values().size() == 2);
            assertThat(join(messages.values().get(1))).hasToString("begun");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageCutOffByTheEndFailsWhateverTheEndWas(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            link.peer().send(Frame.text("begun").unfinished());
            Wait.until(() -> messages.values().size() == 1);
            TestSubscriber<Buffer> pieces = messages.values().get(0).content().test();
            Wait.until(() -> pieces.values().size() == 1);
            link.peer().shakeHands(Frame.close(CloseCode.NORMAL, ""));
            pieces.awaitDone(20, SECONDS).assertError(ConnectionClosedException.class);
            messages.awaitDone(20, SECONDS).assertComplete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void textThatCannotBecomeUtf8IsRefusedWhereItIsSeen(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Buffer> pieces = link.connection()
                    .streams()
                    .concatMap(MessageStream::content)
                    .test();
            RawPeer peer = link.peer();
            peer.send(Frame.ping("")); // subscribing has reached the event loop when its answer comes from there
            peer.read();
            peer.send(
                    Frame.text("good").unfinished(),
                    Frame.continuation((byte) 0xC0).unfinished());
            assertThat(peer.readClose().closeCode()).isEqualTo(CloseCode.INVALID_PAYLOAD);
            peer.close();
            pieces.awaitDone(20, SECONDS).assertError(ConnectionClosedException.class);
            assertThat(pieces.values()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfWhichOnlyTheHeaderHasComeIsStillText(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            byte[] frame = link.peer().encode(Frame.text("text"));
            int header = frame.length - 4;
            link.peer().send(Frame.ping(""));
            link.peer().sendBytes(Arrays.copyOf(frame, header));
            link.peer().read();
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            link.peer().sendBytes(Arrays.copyOfRange(frame, header, frame.length));
            Wait.until(() -> messages.values().size() == 1);
            assertThat(messages.values().get(0).isText()).isTrue();
            assertThat(join(messages.values().get(0))).hasToString("text");
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamsThatComeTooLateLeaveTheSubscriberToMessagesAlone(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.connection().streams().test().awaitDone(20, SECONDS).assertError(IllegalStateException.class);
            link.peer().send(Frame.text("whole"));
            Wait.until(() -> messages.values().size() == 1);
            messages.assertValues(Message.text("whole"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionHasOneSubscriberInAll(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<MessageStream> first = link.connection().streams().test();
            link.connection().messages().test().awaitDone(20, SECONDS).assertError(IllegalStateException.class);
            link.connection().streams().test().awaitDone(20, SECONDS).assertError(IllegalStateException.class);
            first.assertNotComplete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void contentHasOneSubscriber(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            link.peer().send(Frame.text("a").unfinished());
            Wait.until(() -> messages.values().size() == 1);
            MessageStream message = messages.values().get(0);
            TestSubscriber<Buffer> first = message.content().test(0);
            message.content().test().awaitDone(20, SECONDS).assertError(IllegalStateException.class);
            first.assertNotComplete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestForNothingIsAnErrorAndTheRestOfTheMessageIsSkipped(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<MessageStream> messages = link.connection().streams().test();
            link.peer().send(Frame.text("a").unfinished());
            Wait.until(() -> messages.values().size() == 1);
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            messages.values().get(0).content().subscribe(new Subscriber<>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                    subscription.request(0);
                }

                @Override
                public void onNext(Buffer piece) {
                    refused.complete(new AssertionError("a piece nobody asked for"));
                }

                @Override
                public void onError(Throwable failure) {
                    refused.complete(failure);
                }

                @Override
                public void onComplete() {
                    refused.complete(new AssertionError("completed"));
                }
            });
            assertThat(refused.get(20, SECONDS)).isInstanceOf(IllegalArgumentException.class);
            link.peer().send(Frame.continuation(), Frame.text("b"));
            Wait.until(() -> messages.values().size() == 2);
        }
    }

    private static Buffer join(MessageStream message) {
        return Wait.result(message.content().collect(Buffer::buffer, Buffer::appendBuffer));
    }
}
