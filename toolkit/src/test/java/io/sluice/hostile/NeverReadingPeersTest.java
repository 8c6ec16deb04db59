package io.sluice.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand peers that never read what they are sent: they cost what is bounded, and nobody else notices them. */
final class NeverReadingPeersTest {

    private static final int PEERS = 1_000;
    private static final int HEALTHY = 100;
    private static final int ROUNDS = 40;
    private static final int SMALL_BUFFER = 16 << 10;
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
    /** What may wait for one socket: the channel's watermark, a batch and a message, with what pooling adds. */
    private static final long BOUND_PER_PEER = 200L << 10;

    private static final ConnectionOptions OPTIONS = TestServer.CALM.withCloseTimeout(CLOSE_TIMEOUT);

    private final TestServer server = TestServer.routing(
            new HttpServerOptions().setSendBufferSize(SMALL_BUFFER).setReceiveBufferSize(SMALL_BUFFER),
            (test, router) -> {
                router.route("/").handler(test.noting(this::flood).withOptions(OPTIONS));
                router.route(Healthy.PATH)
                        .handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages()))
                                .withOptions(OPTIONS));
            });
    private final List<SocketChannel> mute = new ArrayList<>();
    private final List<RawPeer> healthy = new ArrayList<>();

    private Completable flood(Connection connection) {
        Message message = BinaryMessage.ofShared(new byte[1_000]);
        return connection.send(Flowable.just(message).repeat()).onErrorComplete();
    }

    @Test
    @Timeout(120)
    void aThousandOfThemDisturbNobodyAreBoundedAndCanBeClosedInTime() throws IOException {
        assumeTrue(descriptors() > 2 * (PEERS + HEALTHY) + 500, "too few file descriptors");
        try {
            for (int i = 0; i < HEALTHY; i++) {
                healthy.add(RawPeer.connect(server.port(), Healthy.PATH));
            }
            rounds(); // warm
            Effort alone = rounds();

            long directBefore = directMemory();
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                mute.add(dialMute());
                connections.add(server.accepted());
            }
            Wait.untilStable(() -> connections.stream()
                    .mapToLong(connection -> connection.counters().bytesSent())
                    .sum());
            Effort amongThem = rounds();
            long direct = directMemory() - directBefore;
            assertThat(direct).as("direct memory").isPositive().isLessThan(PEERS * BOUND_PER_PEER);
            assertThat(connections).noneMatch(Connection::isClosed);
            assertThat(amongThem.medianNanos)
                    .as("nanoseconds of a round of echoes, %s alone", alone)
                    .isLessThan(5 * alone.medianNanos + Duration.ofMillis(20).toNanos());
            assertThat(amongThem.cpuNanos)
                    .as("nanoseconds of CPU, %s alone", alone)
                    .isLessThan(5 * alone.cpuNanos + Duration.ofMillis(500).toNanos());

            long start = System.nanoTime();
            Wait.done(Completable.merge(connections.stream()
                    .map(connection -> connection.close(CloseStatus.of(4000, "enough")))
                    .toList()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(CLOSE_TIMEOUT, Duration.ofSeconds(10));
            assertThat(connections)
                    .allMatch(connection -> Wait.closed(connection).code() == 4000);
            rounds();
        } finally {
            for (SocketChannel channel : mute) {
                channel.close();
            }
            healthy.forEach(RawPeer::close);
            server.close();
        }
    }

    private record Effort(long medianNanos, long cpuNanos) {}

    /** Echoes with every healthy peer, all of which have to come back, in order. */
    private Effort rounds() {
        long cpuBefore = system().getProcessCpuTime();
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (RawPeer peer : healthy) {
                peer.send(Frame.text("first " + round), Frame.text("second " + round));
            }
            for (RawPeer peer : healthy) {
                assertThat(peer.read().text()).isEqualTo("first " + round);
                assertThat(peer.read().text()).isEqualTo("second " + round);
            }
            nanos[round] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return new Effort(nanos[ROUNDS / 2], system().getProcessCpuTime() - cpuBefore);
    }

    /** A client with the least of buffers, which reads the answer to its handshake, perhaps a little more, and nothing else. */
    private SocketChannel dialMute() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.socket().setReceiveBufferSize(4 << 10);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        channel.write(ByteBuffer.wrap(RawPeer.upgradeRequest("/", server.port())));
        ByteBuffer answer = ByteBuffer.allocate(12);
        while (answer.hasRemaining()) {
            assertThat(channel.read(answer)).isPositive();
        }
        assertThat(new String(answer.array(), ISO_8859_1)).isEqualTo("HTTP/1.1 101");
        return channel;
    }

    /** By the account of the JVM, or that of Netty, which by-passes it where it can. */
    private static long directMemory() {
        long jvm = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return Math.max(jvm, PlatformDependent.usedDirectMemory());
    }

    private static long descriptors() {
        return system().getMaxFileDescriptorCount();
    }

    private static UnixOperatingSystemMXBean system() {
        return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
