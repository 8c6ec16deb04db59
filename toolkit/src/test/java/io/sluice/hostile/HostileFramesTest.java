package io.sluice.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.RecordingLeakDetector;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.Aside;
import io.sluice.wire.Frame;
import io.sluice.wire.LogWatch;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Timers;
import io.sluice.wire.Wait;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that are allowed one by one and hostile in their mass: each kind has its bound, and the server goes on. */
final class HostileFramesTest {

    private static final int MILLION = 1_000_000;
    private static final int AT_ONCE = 10_000;
    private static final int MAX = 100_000;

    private final AtomicLong received = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final LogWatch log = new LogWatch();
    private final TestServer server = serverOf(this::count);

    private TestServer serverOf(Function<Connection, Completable> endpoint) {
        ConnectionOptions options = TestServer.CALM
                .withMaxMessageBytes(MAX)
                // Short, since an endpoint has this long after a clean end, and its connection lives as long.
                .withCloseTimeout(Duration.ofSeconds(2));
        return TestServer.routing(TestServer.transport(), (test, router) -> {
            router.route("/").handler(test.noting(endpoint).withOptions(options));
            router.route(Healthy.PATH)
                    .handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages()))
                            .withOptions(options));
        });
    }

    private Completable count(Connection connection) {
        return connection
                .messages()
                .doOnNext(this::count)
                .ignoreElements()
                .onErrorComplete()
                .andThen(Completable.never());
    }

    private void count(Message message) {
        bytes.addAndGet(message.size());
        received.incrementAndGet();
    }

    @AfterEach
    void stop() {
        server.close();
        log.close();
        assertThat(log.complaints()).isEmpty();
    }

    @Test
    void aMillionMessagesOfOneByteAllArriveAndNeverWaitInGreatNumber() {
        try (Healthy healthy = new Healthy(server);
                RawPeer peer = server.dial()) {
            Connection connection = server.accepted();
            byte[] chunk = repeated(peer, Frame.binary((byte) 1));
            long mostWaiting = 0;
            for (int i = 0; i < MILLION / AT_ONCE; i++) {
                peer.sendBytes(chunk);
                mostWaiting = Math.max(mostWaiting, connection.counters().messagesQueued());
                if (i % 25 == 0) {
                    healthy.isServed();
                }
            }
            Wait.until(() -> received.get() == MILLION);
            assertThat(bytes).hasValue(MILLION);
            assertThat(mostWaiting * 64)
                    .isLessThanOrEqualTo(ConnectionOptions.DEFAULT.inboundBufferBytes() + (64 << 10));
            healthy.goesOn();
        }
    }

    @Test
    void fragmentsWithoutEndAreRefusedAtTheLimitOfAMessage() {
        try (Healthy healthy = new Healthy(server);
                RawPeer peer = server.dial()) {
            peer.send(Frame.text("a").unfinished());
            // One byte each, and one more than fits.
            byte[] chunk = repeated(peer, Frame.continuation((byte) 'a').unfinished());
            for (int i = 0; i < MAX / AT_ONCE; i++) {
                peer.sendBytes(chunk);
                healthy.isServed();
            }
            assertThat(peer.read().closeCode()).isEqualTo(CloseCode.TOO_LARGE);
            assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
            peer.close();
            assertThat(Wait.closed(server.accepted()).code()).isEqualTo(CloseCode.TOO_LARGE);
            assertThat(received).hasValue(0);
            healthy.goesOn();
        }
    }

    @Test
    void aMessageOfAMillionEmptyFragmentsIsJustAnEmptyMessage() {
        try (Healthy healthy = new Healthy(server);
                RawPeer peer = server.dial()) {
            peer.send(Frame.binary().unfinished());
            byte[] chunk = repeated(peer, Frame.continuation().unfinished());
            for (int i = 0; i < MILLION / AT_ONCE; i++) {
                peer.sendBytes(chunk);
            }
            healthy.isServed();
            peer.send(Frame.continuation());
            Wait.until(() -> received.get() == 1);
            assertThat(bytes).hasValue(0);
            healthy.goesOn();
        }
    }

    @Test
    void pingsOfAPeerThatDoesNotReadMakeNoQueueAndTheLastIsAnsweredOnceItReads() {
        int pings = 300_000;
        try (Healthy healthy = new Healthy(server);
                RawPeer peer = server.dial()) {
            Connection connection = server.accepted();
            long buffersBefore = RecordingLeakDetector.buffersInUse();
            long mostBuffers = 0;
            ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
            for (int i = 0; i < pings; i++) {
                byte[] ping = peer.encode(numbered(i));
                if (chunk.remaining() < ping.length) {
                    send(peer, chunk);
                    mostBuffers = Math.max(mostBuffers, RecordingLeakDetector.buffersInUse() - buffersBefore);
                }
                chunk.put(ping);
            }
            send(peer, chunk);
            healthy.isServed();
            assertThat(mostBuffers).as("buffers of up to 32 KiB in use").isLessThan(50);

            int last = -1;
            int answers = 0;
            while (last < pings - 1) {
                Frame pong = peer.read();
                assertThat(pong.opcode()).isEqualTo(Frame.PONG);
                int number = ByteBuffer.wrap(pong.payload()).getInt();
                assertThat(number).as("pongs in the order of their pings").isGreaterThan(last);
                last = number;
                answers++;
            }
            assertThat(answers)
                    .as("pongs, most pings having found the socket full")
                    .isLessThan(pings);
            assertThat(connection.isClosed()).isFalse();
            healthy.goesOn();
        }
    }

    @Test
    void pingsOfAPeerThatReadsAreAnsweredInOrderToTheLast() {
        int pings = 50_000;
        try (Healthy healthy = new Healthy(server);
                RawPeer peer = server.dial()) {
            CompletableFuture<Void> sending = Aside.run(() -> {
                for (int i = 0; i < pings; i++) {
                    peer.send(numbered(i));
                }
            });
            int last = -1;
            while (last < pings - 1) {
                int number = ByteBuffer.wrap(peer.read().payload()).getInt();
                assertThat(number).isGreaterThan(last);
                last = number;
            }
            sending.join();
            healthy.goesOn();
        }
    }

    @Test
    void aFloodOfCloseFramesIsOneClose() {
        try (Healthy healthy = new Healthy(server);
                RawPeer peer = server.dial()) {
            Connection connection = server.accepted();
            List<CloseStatus> ends = new ArrayList<>();
            var unused = connection.closed().doOnSuccess(ends::add).subscribe();
            byte[] flood = repeated(peer, Frame.close(4321, "bye"));
            CompletableFuture<Void> sending =
                    Aside.run(() -> peer.sendBytes(flood)).exceptionally(cut -> null);
            assertThat(peer.read().closeCode()).isEqualTo(4321);
            peer.skipToEnd();
            sending.join();
            assertThat(Wait.closed(connection))
                    .isEqualTo(new CloseStatus(4321, "bye", CloseStatus.Initiator.REMOTE, true));
            healthy.goesOn();
            assertThat(ends).hasSize(1);
        }
    }

    @Test
    void aStormOfResetsLeavesNothingBehind() {
        int storms = 500;
        try (Healthy healthy = new Healthy(server)) {
            int timersBefore = Timers.pending(server.vertx());
            long buffersBefore = RecordingLeakDetector.buffersInUse();
            List<WeakReference<Connection>> connections = new ArrayList<>();
            for (int i = 0; i < storms; i++) {
                RawPeer peer = server.dial();
                switch (i % 4) {
                    case 0 -> {}
                    case 1 -> peer.send(Frame.text("begun ").unfinished());
                    case 2 -> peer.sendBytes(Frame.header(0x82, 5_000, true));
                    default -> peer.send(Frame.close(1000, ""));
                }
                peer.reset();
                connections.add(new WeakReference<>(server.accepted()));
                if (i % 100 == 0) {
                    healthy.isServed();
                }
            }
            Wait.until(() -> {
                System.gc();
                return connections.stream().allMatch(gone -> gone.get() == null);
            });
            Wait.until(() -> Timers.pending(server.vertx()) <= timersBefore);
            Wait.until(() -> RecordingLeakDetector.buffersInUse() <= buffersBefore);
            healthy.goesOn();
        }
    }

    private static Frame numbered(int number) {
        return Frame.of(Frame.PING, ByteBuffer.allocate(100).putInt(number).array());
    }

    private static void send(RawPeer peer, ByteBuffer chunk) {
        byte[] filled = new byte[chunk.position()];
        chunk.flip().get(filled);
        chunk.clear();
        peer.sendBytes(filled);
    }

    /** {@link #AT_ONCE} times {@code frame}. */
    private static byte[] repeated(RawPeer peer, Frame frame) {
        byte[] one = peer.encode(frame);
        ByteBuffer all = ByteBuffer.allocate(AT_ONCE * one.length);
        for (int i = 0; i < AT_ONCE; i++) {
            all.put(one);
        }
        return all.array();
    }
}
