package io.sluice.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Aside;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands still for its time ends the connection; what moves, however slowly, does not. */
final class DeadlinesTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @ParameterizedTest
    @EnumSource
    void aPeerThatReadsNothingForTheWriteTimeoutIsCut(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withWriteTimeout(SHORT))) {
            Message large = Message.binary(Buffer.buffer(new byte[64 << 10]));
            var sending = link.connection().send(Flowable.just(large).repeat()).test();

            CloseStatus status = link.closed();
            assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
            assertThat(status.reason()).isEqualTo("nothing could be written for PT0.2S");
            sending.awaitDone(20, SECONDS).assertError(ConnectionClosedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatReadsSlowlyIsLeftAlone(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withWriteTimeout(Duration.ofSeconds(1)))) {
            byte[] payload = new byte[4 << 20];
            var sending = link.connection()
                    .send(Message.binary(Buffer.buffer(payload)))
                    .test();
            byte[] sip = new byte[16 << 10];
            long[] read = {0};
            Wait.during(Duration.ofMillis(2_500), () -> {
                read[0] += link.peer().readSome(sip);
                return !link.connection().isClosed();
            });
            assertThat(read[0]).isLessThan(payload.length);
            sending.dispose();
        }
    }

    /** A ping stands behind what was sent before it, and a slow reader has not come to it yet. */
    @ParameterizedTest
    @EnumSource
    void aPeerThatIsBusyReadingOwesNoPong(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withHeartbeat(Duration.ofMillis(400)))) {
            byte[] payload = new byte[8 << 20];
            var sending = link.connection()
                    .send(Message.binary(Buffer.buffer(payload)))
                    .test();
            byte[] sip = new byte[32 << 10];
            Wait.during(Duration.ofMillis(2_500), () -> {
                link.peer().readSome(sip);
                return !link.connection().isClosed();
            });
            sending.dispose();
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesNobodyAsksForEndTheConnectionAfterTheDemandTimeout(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withDemandTimeout(SHORT))) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(0);
            link.peer().send(Frame.text("unwanted"));

            Frame close = link.peer().answerClose();
            assertThat(close.closeCode()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
            assertThat(close.closeReason()).isEqualTo("no demand for PT0.2S");
            assertThat(link.closed().code()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
            subscriber.assertNoValues();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSubscriberWithNothingToAskForMeetsNoDemandTimeout(Side side) throws Exception {
        try (Link link =
                Link.open(side, TestServer.CALM.withDemandTimeout(SHORT).withIdleTimeout(Duration.ofMillis(900)))) {
            var unread = link.connection().messages().test(0);
            // The idle time-out, more than four times as long, is the one that comes.
            assertThat(link.peer().answerClose().closeReason()).isEqualTo("idle for PT0.9S");
            unread.assertNoValues();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionWithoutMessagesIsClosedAfterTheIdleTimeoutWhateverThePingsSay(Side side) throws Exception {
        try (Link link = Link.open(
                side, TestServer.CALM.withIdleTimeout(Duration.ofMillis(400)).withHeartbeat(Duration.ofMillis(50)))) {
            int pings = 0;
            Frame frame = link.peer().read();
            while (frame.opcode() == Frame.PING) {
                pings++;
                link.peer().send(Frame.of(Frame.PONG, frame.payload()));
                frame = link.peer().read();
            }
            assertThat(pings).isPositive();
            assertThat(frame.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(frame.closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            assertThat(frame.closeReason()).isEqualTo("idle for PT0.4S");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatVanishesWhileNobodyAsksForItsFloodIsNoticed(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withHeartbeat(SHORT))) {
            var unread = link.connection().messages().test(0);
            int frames = ConnectionOptions.DEFAULT.inboundBufferBytes() * 3 / 4 / (16 << 10);
            new Flood(link.peer(), frames, i -> Frame.binary(new byte[16 << 10])).finish();

            CloseStatus status = link.closed();
            assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
            assertThat(status.reason()).isEqualTo("no answer to a ping within PT0.2S");
            assertThat(link.connection().counters().bytesQueued())
                    .isLessThanOrEqualTo(ConnectionOptions.DEFAULT.inboundBufferBytes() + (64L << 10));
            unread.assertNoValues();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatGoesOnFloodingIsNotTakenForGone(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withHeartbeat(Duration.ofMillis(100)))) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(0);
            Flood flood = new Flood(link.peer(), 256, i -> Frame.binary(new byte[16 << 10]));
            CompletableFuture<Void> flooding = Aside.run(flood::finish);
            Wait.during(Duration.ofSeconds(1), () -> !link.connection().isClosed());
            subscriber.request(Long.MAX_VALUE);
            Wait.until(() -> subscriber.values().size() == 256);
            flooding.join();
        }
    }
}
