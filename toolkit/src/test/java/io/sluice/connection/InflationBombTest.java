package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.PeerDeflate;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Context;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Little data that would inflate to much takes no more memory than the limits say. */
final class InflationBombTest {

    private static final int MIB = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aBombIsRefusedWith1009AtTheLimit() {
        byte[] bomb = PeerDeflate.fresh(new byte[60 * MIB]);
        assertThat(bomb.length).isBetween(50_000, 64_000);
        try (TestServer server = TestServer.idle(CompressedLink.OPTIONS);
                RawPeer peer = RawPeer.connect(server.port(), "/", CompressedLink.OFFER)) {
            TestServer.Accepted accepted = server.next();
            TestSubscriber<Message> messages = accepted.connection().messages().test();
            long thread = idOf(accepted.context());
            peer.send(PeerDeflate.message(Frame.BINARY, new byte[1_000]));
            Wait.until(() -> messages.values().size() == 1);

            long before = THREADS.getThreadAllocatedBytes(thread);
            peer.send(PeerDeflate.compressed(Frame.binary(bomb)));
            assertThat(peer.readClose().closeCode()).isEqualTo(CloseCode.TOO_LARGE);
            long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
            // The message's array doubles on its way to the limit of 1 MiB: 2 MiB altogether.
            assertThat(allocated).isLessThan(4 * MIB);
            messages.assertValueCount(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void manySmallFramesOfOneReadInflateNoFurtherThanThereIsDemand(Side side) throws Exception {
        int count = 60;
        try (Link link = CompressedLink.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test(0);
            Frame large = PeerDeflate.message(Frame.BINARY, new byte[MIB]);
            Frame[] frames = new Frame[count];
            Arrays.fill(frames, large);
            assertThat(large.payload().length).isLessThan(1_100);
            link.peer().send(frames);

            Wait.untilStable(() -> link.connection().counters().messagesReceived());
            assertThat(link.connection().counters().bytesQueued()).isLessThanOrEqualTo(2 * MIB);

            for (int i = 1; i <= count; i++) {
                int expected = i;
                messages.request(1);
                Wait.until(() -> messages.values().size() == expected);
                assertThat(link.connection().counters().bytesQueued()).isLessThanOrEqualTo(2 * MIB);
            }
            assertThat(messages.values()).extracting(Message::size).containsOnly(MIB);
            link.peer().send(Frame.ping("still there"));
            assertThat(link.peer().read().text()).isEqualTo("still there");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerWhoseFramesAreKeptIsNotTakenForGone(Side side) throws Exception {
        ConnectionOptions beating = CompressedLink.OPTIONS
                .withHeartbeat(Duration.ofMillis(100))
                .withMaxMessageBytes(100_000)
                .withInboundBufferBytes(100_000);
        try (Link link = CompressedLink.open(side, beating)) {
            TestSubscriber<Message> messages = link.connection().messages().test(0);
            Frame[] frames = new Frame[20];
            Arrays.fill(frames, PeerDeflate.message(Frame.BINARY, new byte[30_000]));
            link.peer().send(frames);
            for (int pings = 0; pings < 8; pings++) {
                assertThat(link.peer().read().opcode()).isEqualTo(Frame.PING);
            }
            assertThat(link.connection().isClosed()).isFalse();
            messages.request(100);
            Wait.until(() -> messages.values().size() == frames.length);
        }
    }

    @Test
    void whatIsKeptWhenAConnectionIsCutIsReleased() throws Exception {
        try (Link link = CompressedLink.open(Side.SERVER)) {
            Frame[] frames = new Frame[20];
            Arrays.fill(frames, PeerDeflate.message(Frame.BINARY, new byte[MIB]));
            link.peer().send(frames);
            Wait.untilStable(() -> link.connection().counters().messagesReceived());
            assertThat(link.connection().counters().messagesReceived()).isLessThan(frames.length);
            link.connection().cancel();
            assertThat(link.closed().code()).isEqualTo(CloseCode.ABNORMAL);
        }
    }

    private static long idOf(Context context) {
        CompletableFuture<Long> id = new CompletableFuture<>();
        context.runOnContext(v -> id.complete(Thread.currentThread().getId()));
        return id.join();
    }
}
