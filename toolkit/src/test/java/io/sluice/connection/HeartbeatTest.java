package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.BinaryMessage;
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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A vanished peer is noticed; a quiet one, or one nobody listens to, is not taken for gone. */
final class HeartbeatTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    /** Long enough for a test on a busy machine to answer in time. */
    private static final Duration LONGER = Duration.ofMillis(500);

    @ParameterizedTest
    @EnumSource
    void aSilentPeerIsTakenForGone(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withHeartbeat(SHORT))) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            CloseStatus status = link.closed();
            assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
            assertThat(status.initiator()).isEqualTo(CloseStatus.Initiator.REMOTE);
            Wait.untilAsserted(() -> messages.assertError(ConnectionClosedException.class));
            assertThat(link.peer().read().opcode()).isEqualTo(Frame.PING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatVanishesWhileWeKeepWritingIsTakenForGone(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withHeartbeat(SHORT))) {
            var unused = link.connection()
                    .send(Flowable.range(0, 30_000).map(i -> BinaryMessage.ofShared(new byte[1_000])))
                    .onErrorComplete()
                    .subscribe();
            assertThat(link.closed().code()).isEqualTo(CloseCode.ABNORMAL);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatAnswersPingsStays(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withHeartbeat(LONGER))) {
            for (int i = 0; i < 2; i++) {
                Frame ping = link.peer().read();
                assertThat(ping.opcode()).isEqualTo(Frame.PING);
                assertThat(link.connection().isClosed()).isFalse();
                link.peer().send(Frame.of(Frame.PONG, ping.payload()));
            }
            assertThat(link.connection().isClosed()).isFalse();
        }
    }

    @Test
    void anyFrameIsASignOfLife() throws Exception {
        try (Link link = Link.open(Side.SERVER, TestServer.CALM.withHeartbeat(LONGER))) {
            for (int i = 0; i < 2; i++) {
                assertThat(link.peer().read().opcode()).isEqualTo(Frame.PING);
                link.peer().send(Frame.text("no pong, but here").unfinished(), Frame.continuation());
            }
            assertThat(link.connection().isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutDemandThePeerIsNotJudgedForAnswersNobodyReads(Side side) throws Exception {
        // The flood comes before the second ping; from then on the socket is not read.
        try (Link link = Link.open(side, TestServer.CALM.withHeartbeat(Duration.ofMillis(300)))) {
            TestSubscriber<Message> messages = link.connection().messages().test(0);
            Flood flood = new Flood(link.peer(), 100, i -> Frame.binary(new byte[32 << 10]));
            assertThat(flood.isPushedBack()).isTrue();
            for (int i = 0; i < 3; i++) {
                assertThat(link.peer().read().opcode()).isEqualTo(Frame.PING);
            }
            assertThat(link.connection().isClosed()).isFalse();

            messages.request(Long.MAX_VALUE);
            flood.finish();
            Wait.until(() -> messages.values().size() == 100);
        }
    }

    /** Reading starts again, and in the same turn of the event loop the next ping is due, before anything could be read. */
    @Test
    void aPeerHasAWholeIntervalToAnswerOnceDemandComesBack() {
        Duration interval = Duration.ofMillis(400);
        try (TestServer server = TestServer.idle(TestServer.CALM.withHeartbeat(interval));
                RawPeer flooding = server.dial();
                RawPeer trigger = server.dial()) {
            TestSubscriber<Message> messages = server.accepted().messages().test(0);
            Flood flood = new Flood(flooding, 100, i -> Frame.binary(new byte[32 << 10]));
            assertThat(flood.isPushedBack()).isTrue();
            AtomicLong pinged = new AtomicLong();
            CompletableFuture<Message> ready = new CompletableFuture<>();
            var unused = server.accepted()
                    .messages()
                    .subscribe(
                            message -> {
                                if (ready.complete(message)) {
                                    return;
                                }
                                while (System.nanoTime() - pinged.get() <= interval.toNanos()) {
                                    Thread.onSpinWait();
                                }
                                messages.request(Long.MAX_VALUE);
                            },
                            end -> {});
            trigger.send(Frame.text("ready"));
            ready.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(flooding.read().opcode()).isEqualTo(Frame.PING);
            pinged.set(System.nanoTime());
            trigger.send(Frame.text("now"));
            flood.finish();
            Wait.until(() -> messages.values().size() == 100);
            messages.assertNoErrors();
        }
    }

    @Test
    void zeroSwitchesItOff() throws Exception {
        try (Link quiet = Link.open(Side.SERVER, TestServer.CALM.withHeartbeat(Duration.ZERO));
                Link beating = Link.open(Side.SERVER, TestServer.CALM.withHeartbeat(SHORT))) {
            beating.closed();
            quiet.connection().close();
            assertThat(quiet.peer().read().opcode()).isEqualTo(Frame.CLOSE);
        }
    }
}
