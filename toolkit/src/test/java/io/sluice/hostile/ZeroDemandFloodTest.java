package io.sluice.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionCounters;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Aside;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.SilentProxy;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A subscriber that requests nothing, against a peer that floods: memory is bounded, what can be heard of the peer is heard.
 *
 * <p>The flood lasts 3 seconds in the ordinary run, and a minute with {@code -Dsluice.long=true}.
 */
final class ZeroDemandFloodTest {

    private static final Duration LASTS = Duration.ofSeconds(Boolean.getBoolean("sluice.long") ? 60 : 3);
    private static final Duration HEARTBEAT = Duration.ofMillis(250);
    private static final int MESSAGE = 16 << 10;
    private static final int SOCKET_BUFFER = 64 << 10;
    private static final int MESSAGES_PER_PING = 4;
    private static final long BOUND = ConnectionOptions.DEFAULT.inboundBufferBytes();
    /** What all of this test may add to the heap: the bound, the peer's own buffers, and what the JVM does meanwhile. */
    private static final long HEAP = 24L << 20;

    private final AtomicInteger pongs = new AtomicInteger();
    private volatile boolean flooding = true;

    @Test
    @Timeout(120)
    void memoryIsBoundedPingsAreAnsweredAndThePeerIsKept() {
        try (TestServer server = TestServer.idle(TestServer.CALM.withHeartbeat(HEARTBEAT));
                RawPeer peer = server.dial()) {
            Connection connection = server.accepted();
            TestSubscriber<Message> messages = connection.messages().test(0);
            long heapBefore = heapInUse();
            CompletableFuture<Integer> flood = Aside.supply(() -> flood(peer));
            CompletableFuture<Void> reading = Aside.run(() -> read(peer));

            long[] mostWaiting = {0};
            Wait.during(LASTS, () -> {
                mostWaiting[0] = Math.max(mostWaiting[0], connection.counters().bytesQueued());
                return !connection.isClosed();
            });
            assertThat(mostWaiting[0]).isBetween(BOUND / 2, BOUND + MESSAGE + SOCKET_BUFFER);
            assertThat(heapInUse() - heapBefore).isLessThan(HEAP);
            messages.assertNoValues();
            long pingsTakenIn = connection.counters().messagesReceived() / MESSAGES_PER_PING;
            assertThat(pingsTakenIn).isPositive();
            Wait.until(() -> pongs.get() >= pingsTakenIn);

            flooding = false;
            messages.request(Long.MAX_VALUE);
            int sent = flood.join();
            Wait.until(() -> messages.values().size() == sent);
            ConnectionCounters counters = connection.counters();
            assertThat(counters.messagesDelivered()).isEqualTo(sent);
            assertThat(counters.bytesQueued()).isZero();
            peer.close();
            reading.join();
        }
    }

    @Test
    void aPeerThatVanishesSoonIsNoticedThoughNothingIsRequested() {
        try (TestServer server = TestServer.idle(TestServer.CALM.withHeartbeat(HEARTBEAT));
                SilentProxy proxy = new SilentProxy(server.port());
                RawPeer peer = RawPeer.connect(proxy.port(), "/")) {
            Connection connection = server.accepted();
            TestSubscriber<Message> messages = connection.messages().test(0);
            // Enough to stop the reading, and little enough to leave room for looks.
            for (int sent = 0; sent <= BOUND / 2; sent += MESSAGE) {
                peer.send(Frame.binary(new byte[MESSAGE]));
            }
            Wait.until(() -> connection.counters().bytesQueued() >= BOUND / 2);
            proxy.vanish();
            assertVanished(connection);
            messages.assertNoValues();
        }
    }

    /** Nothing can be seen of a peer behind a socket nobody has room to read: the verdict comes when there is room again. */
    @Test
    void aPeerThatVanishesInTheMidstOfItsFloodIsNoticedAsSoonAsThereIsRoomToLook() {
        try (TestServer server = TestServer.idle(TestServer.CALM.withHeartbeat(HEARTBEAT));
                SilentProxy proxy = new SilentProxy(server.port());
                RawPeer peer = RawPeer.connect(proxy.port(), "/")) {
            Connection connection = server.accepted();
            TestSubscriber<Message> messages = connection.messages().test(0);
            CompletableFuture<Integer> flood = Aside.supply(() -> flood(peer));
            Wait.until(() -> connection.counters().bytesQueued() >= BOUND);
            proxy.vanish();
            messages.request(Long.MAX_VALUE);
            assertVanished(connection);
            flooding = false;
            peer.close();
            flood.join();
        }
    }

    @Test
    void aPeerThatIsResetInTheMidstOfItsFloodIsNoticedThoughNothingIsRequested() {
        try (TestServer server = TestServer.idle(TestServer.CALM.withHeartbeat(HEARTBEAT));
                RawPeer peer = server.dial()) {
            Connection connection = server.accepted();
            TestSubscriber<Message> messages = connection.messages().test(0);
            CompletableFuture<Integer> flood = Aside.supply(() -> flood(peer));
            Wait.until(() -> connection.counters().bytesQueued() >= BOUND);
            peer.reset();
            assertVanished(connection);
            messages.assertNoValues();
            flood.join();
        }
    }

    private static void assertVanished(Connection connection) {
        CloseStatus status = Wait.closed(connection);
        assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(status.initiator()).isEqualTo(CloseStatus.Initiator.REMOTE);
    }

    /** Sends as fast as the other side takes it; how many messages there were. */
    private int flood(RawPeer peer) {
        int sent = 0;
        try {
            while (flooding) {
                if (sent % MESSAGES_PER_PING == 0) {
                    peer.send(Frame.ping("still there?"));
                }
                peer.send(Frame.binary(new byte[MESSAGE]));
                sent++;
            }
        } catch (UncheckedIOException cut) {
            // The test has seen enough.
        }
        return sent;
    }

    private void read(RawPeer peer) {
        try {
            while (true) {
                if (peer.read().opcode() == Frame.PONG) {
                    pongs.incrementAndGet();
                }
            }
        } catch (UncheckedIOException ended) {
            // The test has seen enough.
        }
    }

    private static long heapInUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
