package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Membership;
import io.sluice.fanout.Overflow;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** One member of twenty never reads: the others get everything, and the server keeps no more for it than it promised. */
final class StalledMemberTest {

    private static final int HEALTHY = 19;
    private static final int MESSAGES = 200_000;
    private static final int PAYLOAD = 100;
    private static final int FRAME = 2 + PAYLOAD;

    /** What a healthy member may fall behind; the publisher keeps half of it. */
    private static final int WINDOW = 4_000;

    /** What the kernel takes on both sides of a link with small buffers, plus what waits in front of it, with room to spare. */
    private static final int IN_FLIGHT = 1 << 20;

    private final Hub<Message> hub = Hub.create();
    private final CRC32 published = new CRC32();

    @Test
    void aMemberThatWantsTheLatestGetsItWheneverItReads() {
        CompletableFuture<Membership<Message>> stalledMember = new CompletableFuture<>();
        try (TestServer server = server(Overflow.latest(), stalledMember);
                RawPeer stalled = RawPeer.connect(server.port(), "/?stalled")) {
            Connection stuck = server.accepted();
            List<Reader> readers = readers(server);
            publish(readers);

            assertThat(stuck.counters().bytesSent()).isLessThan(IN_FLIGHT);
            // Its event loop may have less to do than the others', or more: it need not be where they are.
            Wait.until(() -> stalledMember.join().counters().published() == MESSAGES);
            var account = stalledMember.join().counters();
            assertThat(account.queued()).isLessThanOrEqualTo(1);
            assertThat(account.delivered()).isLessThan(IN_FLIGHT / PAYLOAD);
            assertThat(account.delivered() + account.conflated() + account.queued())
                    .isEqualTo(MESSAGES);
            assertThat(account.dropped()).isZero();
            assertThat(stuck.isClosed()).isFalse();
            assertEverythingArrived(readers);

            int last = -1;
            while (last < MESSAGES - 1) {
                int next = ByteBuffer.wrap(stalled.read().payload()).getInt();
                assertThat(next).isGreaterThan(last);
                last = next;
            }
        }
    }

    @Test
    void aMemberThatMayMissNothingIsDisconnected() {
        CompletableFuture<Membership<Message>> stalledMember = new CompletableFuture<>();
        try (TestServer server = server(Overflow.disconnect(1_000), stalledMember);
                RawPeer stalled = RawPeer.connect(server.port(), "/?stalled")) {
            Connection stuck = server.accepted();
            List<Reader> readers = readers(server);
            publish(readers);

            assertThat(stuck.counters().bytesSent()).isLessThan(IN_FLIGHT);
            var account = stalledMember.join().counters();
            assertThat(account.published()).isLessThan(MESSAGES);
            assertThat(account.queued()).isZero();
            assertThat(account.dropped()).isEqualTo(1_001);
            assertThat(hub.counters().disconnects()).isEqualTo(1);
            assertThat(hub.counters().members()).isEqualTo(HEALTHY);
            assertEverythingArrived(readers);

            Frame close = stalled.readClose();
            assertThat(close.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER);
            stalled.send(Frame.of(Frame.CLOSE, close.payload()));
            assertThat(Wait.closed(stuck).code()).isEqualTo(CloseCode.SLOW_CONSUMER);
        }
    }

    private TestServer server(Overflow<Message> forStalled, CompletableFuture<Membership<Message>> stalledMember) {
        return TestServer.routing(
                TestServer.transport(),
                (server, router) -> router.route("/")
                        .handler(server.noting(connection -> serve(connection, forStalled, stalledMember))
                                .withOptions(TestServer.CALM)));
    }

    private Completable serve(
            Connection connection, Overflow<Message> forStalled, CompletableFuture<Membership<Message>> stalledMember) {
        return connection.send(
                connection.uri().endsWith("stalled")
                        ? hub.join(forStalled, stalledMember::complete)
                        : hub.join(Overflow.disconnect(WINDOW)));
    }

    private List<Reader> readers(TestServer server) {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < HEALTHY; i++) {
            readers.add(new Reader(server.dial()));
        }
        Wait.until(() -> hub.counters().members() == HEALTHY + 1);
        readers.forEach(Thread::start);
        return readers;
    }

    private void publish(List<Reader> readers) {
        for (int i = 0; i < MESSAGES; i++) {
            byte[] payload = ByteBuffer.allocate(PAYLOAD).putInt(i).array();
            hub.publish(BinaryMessage.ofShared(payload));
            published.update(Frame.binary(payload).encode(false));
            if (i % (WINDOW / 4) == 0) {
                int slowest = i - WINDOW / 2;
                Wait.until(() -> readers.stream().allMatch(reader -> reader.bytes / FRAME >= slowest));
            }
        }
    }

    private void assertEverythingArrived(List<Reader> readers) {
        Wait.until(() -> readers.stream().allMatch(reader -> reader.bytes >= (long) MESSAGES * FRAME));
        hub.complete();
        for (Reader reader : readers) {
            assertThat(reader.result()).isEqualTo(published.getValue());
        }
    }

    /** Reads the frames of a healthy member, as bytes, up to the last message. */
    private static final class Reader extends Thread {

        private final RawPeer peer;
        private final CRC32 received = new CRC32();
        private volatile long bytes;

        Reader(RawPeer peer) {
            super("reader");
            this.peer = peer;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[64 << 10];
            long read = 0;
            while (read < (long) MESSAGES * FRAME) {
                int some = peer.readSome(buffer);
                if (some < 0) {
                    return;
                }
                received.update(buffer, 0, some);
                read += some;
                bytes = read;
            }
        }

        long result() {
            try {
                join(20_000);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            peer.close();
            return received.getValue();
        }
    }
}
