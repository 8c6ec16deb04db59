package io.sluice.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.FloodingPeer;
import io.sluice.wire.NetworkNamespace;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer whose machine is gone, in front of a subscriber that requests nothing. */
@Timeout(60)
final class VanishedMachineTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    /** Two heartbeats, the first repeat of TCP, and what a busy machine adds. */
    private static final Duration NOTICED_WITHIN = HEARTBEAT.multipliedBy(2).plusSeconds(2);

    private static final long BOUND = ConnectionOptions.DEFAULT.inboundBufferBytes();
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final long UNTIL_THE_SOCKET_IS_LEFT_UNREAD = BOUND / 2 / FloodingPeer.MESSAGE;

    enum Vanishing {
        CABLE_CUT,
        DROPPED_BY_A_FIREWALL;

        void happenTo(NetworkNamespace machine) {
            switch (this) {
                case CABLE_CUT -> machine.cutCable();
                case DROPPED_BY_A_FIREWALL -> machine.dropWhatTheySend();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedOnANativeTransportThoughItsFloodHasTakenAllRoom(Vanishing vanishing) {
        try (NetworkNamespace away = NetworkNamespace.open();
                TestServer server = TestServer.idle(nativeTransport(), away.address(), options())) {
            away.run(FloodingPeer.class, away.address().getHostAddress(), server.port(), FOR_EVER);
            Connection connection = server.accepted();
            TestSubscriber<Message> messages = connection.messages().test(0);
            Wait.until(() -> connection.counters().bytesQueued() >= BOUND);

            Wait.during(HEARTBEAT.multipliedBy(5), () -> !connection.isClosed());
            assertNoticed(connection, away, vanishing);
            messages.assertNoValues();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedOnTheTransportOfTheJdkWhileThereIsRoomToLook(Vanishing vanishing) {
        try (NetworkNamespace away = NetworkNamespace.open();
                TestServer server = TestServer.idle(Vertx.vertx(), away.address(), options())) {
            away.run(
                    FloodingPeer.class,
                    away.address().getHostAddress(),
                    server.port(),
                    UNTIL_THE_SOCKET_IS_LEFT_UNREAD);
            Connection connection = server.accepted();
            TestSubscriber<Message> messages = connection.messages().test(0);
            Wait.until(() -> connection.counters().bytesQueued() >= BOUND / 2);
            Wait.during(HEARTBEAT.multipliedBy(3), () -> !connection.isClosed());
            assertNoticed(connection, away, vanishing);
            messages.assertNoValues();
        }
    }

    private static void assertNoticed(Connection connection, NetworkNamespace away, Vanishing vanishing) {
        long start = System.nanoTime();
        vanishing.happenTo(away);
        CloseStatus status = Wait.closed(connection);
        assertThat(status.code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(status.initiator()).isEqualTo(CloseStatus.Initiator.REMOTE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NOTICED_WITHIN);
    }

    private static ConnectionOptions options() {
        return ConnectionOptions.DEFAULT.withHeartbeat(HEARTBEAT);
    }

    private static Vertx nativeTransport() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        if (!vertx.isNativeTransportEnabled()) {
            vertx.close().await();
            assumeTrue(false, "no native transport here: " + vertx.unavailableNativeTransportCause());
        }
        return vertx;
    }
}
