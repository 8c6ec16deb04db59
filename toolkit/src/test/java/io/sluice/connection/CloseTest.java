package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.CloseStatus.Initiator;
import io.sluice.message.Message;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One termination always, with the status that fits, whatever the peer does. */
final class CloseTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @EnumSource
    void aNormalCloseByThePeerIsAnsweredAndCompletesTheMessages(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer().send(Frame.text("last words"));
            Frame answer = link.peer().shakeHands(Frame.close(CloseCode.NORMAL, "done"));

            assertThat(answer.closeCode()).isEqualTo(CloseCode.NORMAL);
            assertThat(link.closed()).isEqualTo(new CloseStatus(CloseCode.NORMAL, "done", Initiator.REMOTE, true));
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            messages.assertResult(Message.text("last words"));
            assertThat(link.connection().isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyOtherCodeFromThePeerFailsTheMessagesWithIt(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            Frame answer = link.peer().shakeHands(Frame.close(4321, "because ü"));

            assertThat(answer.closeCode()).isEqualTo(4321);
            CloseStatus status = new CloseStatus(4321, "because ü", Initiator.REMOTE, true);
            assertThat(link.closed()).isEqualTo(status);
            assertFailed(messages, status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyCloseFrameMeansNoStatusAndIsAnsweredByOne(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            Frame answer = link.peer().shakeHands(Frame.emptyClose());

            assertThat(answer.payload()).isEmpty();
            assertThat(link.closed()).isEqualTo(new CloseStatus(CloseCode.NO_STATUS, "", Initiator.REMOTE, true));
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            messages.assertComplete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingSaysWhyAndCompletesWhenThePeerHasAnswered(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            TestObserver<Void> closing =
                    link.connection().close(CloseStatus.of(4000, "enough")).test();
            closing.assertNotComplete();

            Frame close = link.peer().answerClose();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.closeReason()).isEqualTo("enough");
            assertThat(link.closed()).isEqualTo(new CloseStatus(4000, "enough", Initiator.LOCAL, true));
            assertThat(closing.await(20, TimeUnit.SECONDS)).isTrue();
            closing.assertComplete();
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            messages.assertComplete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSentBeforeTheCloseGoesOutFirst(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestObserver<Void> sending = link.connection()
                    .send(Flowable.range(0, 10).map(i -> Message.text("message " + i)))
                    .test();
            link.connection().close();
            for (int i = 0; i < 10; i++) {
                assertThat(link.peer().read().text()).isEqualTo("message " + i);
            }
            assertThat(link.peer().answerClose().closeCode()).isEqualTo(CloseCode.NORMAL);
            Wait.untilAsserted(sending::assertComplete);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFinWithoutACloseFrameIsAbnormal(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer().send(Frame.text("last words"));
            link.peer().fin();
            assertAbnormal(link, messages);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetIsAbnormal(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer().send(Frame.text("last words"));
            Wait.until(() -> messages.values().size() == 1);
            link.peer().reset();
            assertAbnormal(link, messages);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFinWithinAMessageIsAbnormal(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer().send(Frame.text("last words"), Frame.text("cut ").unfinished());
            link.peer().fin();
            assertAbnormal(link, messages);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesBeforeACloseAreDeliveredFirstEvenIfDemandComesLater(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test(0);
            link.peer().send(Frame.text("one"), Frame.text("two"), Frame.text("three"));
            link.peer().shakeHands(Frame.close(CloseCode.NORMAL, ""));
            link.closed();
            messages.assertNotComplete().assertNoValues();

            messages.request(2);
            Wait.until(() -> messages.values().size() == 2);
            messages.assertNotComplete();
            messages.request(1);
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            messages.assertResult(Message.text("one"), Message.text("two"), Message.text("three"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesBeforeACutAreDeliveredFirstEvenIfSubscribedToLater(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            link.peer().send(Frame.text("one"), Frame.text("two"));
            link.peer().fin();
            CloseStatus status = link.closed();

            TestSubscriber<Message> messages = link.connection().messages().test();
            assertFailed(messages, status);
            messages.assertValues(Message.text("one"), Message.text("two"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingAgainstAPeerThatReadsNothingEndsInTime(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withCloseTimeout(SHORT))) {
            TestObserver<Void> sending = link.connection()
                    .send(Flowable.range(0, 30_000).map(i -> BinaryMessage.ofShared(new byte[1_000])))
                    .test();
            Wait.untilStable(() -> link.connection().counters().bytesSent());
            sending.assertNotComplete();

            long start = System.nanoTime();
            Wait.done(link.connection().close(CloseStatus.of(4000, "enough")));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.plusSeconds(5));
            assertThat(link.closed()).isEqualTo(new CloseStatus(4000, "enough", Initiator.LOCAL, false));
            Wait.untilAsserted(() -> sending.assertError(ConnectionClosedException.class));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingAgainstAPeerThatNeverAnswersEndsInTime(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withCloseTimeout(SHORT))) {
            long start = System.nanoTime();
            TestObserver<Void> closing = link.connection().close().test();
            assertThat(link.peer().readClose().closeCode()).isEqualTo(CloseCode.NORMAL);
            assertThat(closing.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.plusSeconds(5));
            assertThat(link.closed()).isEqualTo(new CloseStatus(CloseCode.NORMAL, "", Initiator.LOCAL, false));
            link.peer().skipToEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatClosesButNeverReadsTheAnswerEndsInTime(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withCloseTimeout(SHORT))) {
            var unused = link.connection()
                    .send(Flowable.range(0, 30_000).map(i -> BinaryMessage.ofShared(new byte[1_000])))
                    .onErrorComplete()
                    .subscribe();
            Wait.untilStable(() -> link.connection().counters().bytesSent());
            link.peer().send(Frame.close(4321, "bye"));
            assertThat(link.closed().code()).isEqualTo(4321);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingWhileTheSocketIsNotReadStillSeesTheAnswer(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test(0);
            Flood flood = new Flood(link.peer(), 200, i -> Frame.binary(new byte[32 << 10]));
            assertThat(flood.isPushedBack()).isTrue();
            long waiting = link.connection().counters().messagesQueued();

            link.connection().close(CloseStatus.of(4000, "enough"));
            flood.finish();
            assertThat(link.peer().answerClose().closeCode()).isEqualTo(4000);
            assertThat(link.closed()).isEqualTo(new CloseStatus(4000, "enough", Initiator.LOCAL, true));

            messages.request(Long.MAX_VALUE);
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            messages.assertComplete();
            assertThat(messages.values()).hasSizeGreaterThanOrEqualTo((int) waiting);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingCutsAtOnceWithoutACloseFrame(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.connection().cancel();
            link.peer().readEnd();
            CloseStatus status = link.closed();
            assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
            assertThat(status.initiator()).isEqualTo(Initiator.LOCAL);
            assertThat(status.clean()).isFalse();
            assertFailed(messages, status);
        }
    }

    @Test
    void cancellingDecidesTheStatusEvenIfACloseFollowsAtOnce() {
        try (TestServer server = TestServer.idle(TestServer.CALM);
                RawPeer peer = server.dial()) {
            TestServer.Accepted accepted = server.next();
            TestSubscriber<Message> messages = accepted.connection().messages().test();
            accepted.context().runOnContext(v -> {
                accepted.connection().cancel();
                accepted.connection().close(CloseStatus.of(4000, "too late"));
            });
            peer.readEnd();
            CloseStatus status = Wait.closed(accepted.connection());
            assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
            assertFailed(messages, status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingEndsACloseThatTakesTooLong(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestObserver<Void> closing = link.connection().close().test();
            link.peer().readClose();
            link.connection().cancel();
            assertThat(closing.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(link.closed()).isEqualTo(new CloseStatus(CloseCode.NORMAL, "", Initiator.LOCAL, false));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingAgainChangesNothing(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestObserver<Void> first =
                    link.connection().close(CloseStatus.of(4000, "first")).test();
            TestObserver<Void> second =
                    link.connection().close(CloseStatus.of(4001, "second")).test();
            assertThat(link.peer().answerClose().closeCode()).isEqualTo(4000);
            assertThat(link.closed().code()).isEqualTo(4000);
            assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();

            Wait.done(link.connection().close(CloseStatus.of(4002, "third")));
            assertThat(link.closed().code()).isEqualTo(4000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesThatCrossEndWithTheStatusOfThisSide(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            link.connection().close(CloseStatus.of(4000, "ours"));
            assertThat(link.peer().readClose().closeCode()).isEqualTo(4000);
            link.peer().send(Frame.close(4321, "theirs"));
            if (side == Side.CLIENT) {
                link.peer().fin(); // it is for the server to end TCP
            }
            assertThat(link.closed().code()).isEqualTo(4000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesThatArriveAfterOurCloseAreCountedAndDiscarded(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.connection().close(CloseStatus.of(4000, "enough"));
            link.peer().readClose();
            link.peer().send(Frame.text("too late"), Frame.ping("too late"));
            link.peer().send(Frame.close(4000, ""));
            if (side == Side.SERVER) {
                assertThat(link.peer().readEnd()).isEqualTo(RawPeer.End.FIN);
            } else {
                link.peer().close();
            }
            assertThat(link.closed()).isEqualTo(new CloseStatus(4000, "enough", Initiator.LOCAL, true));
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            messages.assertNoValues().assertComplete();
            assertThat(link.connection().counters().messagesDiscarded()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatBreaksARuleInsteadOfAnsweringIsNotWaitedFor(Side side) throws Exception {
        Duration timeout = Duration.ofSeconds(60);
        try (Link link = Link.open(side, TestServer.CALM.withCloseTimeout(timeout))) {
            link.connection().close(CloseStatus.of(4000, "enough"));
            assertThat(link.peer().readClose().closeCode()).isEqualTo(4000);
            link.peer().send(Frame.text("x").reserved(1));
            assertThat(link.closed()).isEqualTo(new CloseStatus(4000, "enough", Initiator.LOCAL, false));
        }
    }

    private static void assertAbnormal(Link link, TestSubscriber<Message> messages) throws InterruptedException {
        CloseStatus status = link.closed();
        assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(status.initiator()).isEqualTo(Initiator.REMOTE);
        assertThat(status.clean()).isFalse();
        assertFailed(messages, status);
        messages.assertValues(Message.text("last words"));
    }

    private static void assertFailed(TestSubscriber<Message> messages, CloseStatus status) {
        Wait.untilAsserted(() -> messages.assertError(failure -> failure instanceof ConnectionClosedException closed
                && closed.status().equals(status)));
    }
}
