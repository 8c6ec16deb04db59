package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever serves connections says how many there may be. */
final class ConnectionSourceTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static Served served(ConnectionSource source) {
        return served(source, ConnectionQuota.of(ConnectionLimits.DEFAULT));
    }

    private static Served served(ConnectionSource source, ConnectionQuota quota) {
        return Served.with(Served.options().withQuota(quota), server -> server.at("/", source.endpoint()));
    }

    @Test
    void aHandshakeWaitsForDemand() {
        ConnectionSource source = ConnectionSource.create(10, LONG);
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        TestSubscriber<Connection> subscriber = source.connections().test(1);
        try (Served served = served(source, quota);
                RawPeer first = served.ask("/")) {
            assertThat(Served.status(first.readHead())).isEqualTo(101);
            Wait.until(() -> subscriber.values().size() == 1);
            try (RawPeer second = served.ask("/")) {
                second.send(Frame.text("early"));
                Wait.until(() -> quota.connections() == 2);
                subscriber.assertValueCount(1);
                subscriber.request(1);
                assertThat(Served.status(second.readHead())).isEqualTo(101);
                Wait.until(() -> subscriber.values().size() == 2);
                Connection connection = subscriber.values().get(1);
                assertThat(Wait.result(connection.messages().firstOrError()))
                        .isEqualTo(io.sluice.message.Message.text("early"));
            }
        }
    }

    @Test
    void thoseWhoWaitAreServedInTheirOrder() {
        ConnectionSource source = ConnectionSource.create(10, LONG);
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        TestSubscriber<Connection> subscriber = source.connections().test(0);
        List<RawPeer> peers = new ArrayList<>();
        try (Served served =
                Served.with(Served.options().withQuota(quota), server -> server.at("/:name", source.endpoint()))) {
            for (int i = 0; i < 5; i++) {
                peers.add(served.ask("/" + i));
                int asked = i + 1;
                Wait.until(() -> quota.connections() == asked);
            }
            subscriber.request(3);
            Wait.until(() -> subscriber.values().size() == 3);
            subscriber.request(2);
            Wait.until(() -> subscriber.values().size() == 5);
            assertThat(subscriber.values()).extracting(Connection::uri).containsExactly("/0", "/1", "/2", "/3", "/4");
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    @Test
    void moreThanMayWaitAreRefusedAtOnce() {
        ConnectionSource source = ConnectionSource.create(1, LONG);
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        TestSubscriber<Connection> subscriber = source.connections().test(0);
        try (Served served = served(source, quota);
                RawPeer waiting = served.ask("/")) {
            Wait.until(() -> quota.connections() == 1);
            try (RawPeer second = served.ask("/")) {
                String head = second.readHead();
                assertThat(Served.status(head)).isEqualTo(503);
                assertThat(head).containsIgnoringCase("retry-after: ");
            }
            subscriber.request(1);
            assertThat(Served.status(waiting.readHead())).isEqualTo(101);
        }
    }

    @Test
    void whoWaitsTooLongIsRefused() {
        ConnectionSource source = ConnectionSource.create(5, Duration.ofMillis(100));
        TestSubscriber<Connection> subscriber = source.connections().test(0);
        try (Served served = served(source)) {
            assertThat(served.statusOf("/")).isEqualTo(503);
            subscriber.request(1);
            assertThat(served.statusOf("/")).isEqualTo(101);
        }
    }

    @Test
    void whoLeavesMakesRoomAndTakesNoDemand() {
        ConnectionSource source = ConnectionSource.create(1, LONG);
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        TestSubscriber<Connection> subscriber = source.connections().test(0);
        try (Served served = served(source, quota)) {
            RawPeer impatient = served.ask("/");
            Wait.until(() -> quota.connections() == 1);
            impatient.close();
            Wait.until(() -> quota.connections() == 0);
            subscriber.request(1);
            try (RawPeer next = served.ask("/")) {
                assertThat(Served.status(next.readHead())).isEqualTo(101);
                Wait.until(() -> subscriber.values().size() == 1);
            }
        }
    }

    @Test
    void withoutASubscriberAndAfterItsCancellationAllAreRefused() {
        ConnectionSource source = ConnectionSource.create(5, LONG);
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        try (Served served = served(source, quota)) {
            assertThat(served.statusOf("/")).isEqualTo(503);
            TestSubscriber<Connection> subscriber = source.connections().test(1);
            try (RawPeer peer = served.ask("/");
                    RawPeer waiting = served.ask("/")) {
                Wait.until(() -> quota.connections() == 2);
                Wait.until(() -> subscriber.values().size() == 1);
                subscriber.cancel();
                int first = Served.status(peer.readHead());
                int second = Served.status(waiting.readHead());
                assertThat(List.of(first, second)).containsExactlyInAnyOrder(101, 503);
                assertThat(served.statusOf("/")).isEqualTo(503);
                Connection taken = subscriber.values().get(0);
                assertThat(taken.isClosed()).isFalse();
            }
        }
    }

    @Test
    void itTakesOneSubscriber() {
        ConnectionSource source = ConnectionSource.create();
        TestSubscriber<Connection> first = source.connections().test(0);
        source.connections().test().assertError(IllegalStateException.class);
        first.cancel();
    }

    @Test
    void theStreamOfAServerCompletesWhenThatShutsDown() {
        TestSubscriber<Connection> subscriber = new TestSubscriber<>(1);
        ServerOptions options = Served.options();
        try (Served served =
                        Served.with(options, server -> server.connections("/").subscribe(subscriber));
                RawPeer peer = served.dial("/");
                RawPeer waiting = served.ask("/")) {
            Wait.until(() -> subscriber.values().size() == 1);
            Wait.until(() -> options.quota().connections() == 2);
            Completable shutdown = served.server().shutdown(Duration.ofSeconds(20));
            assertThat(Served.status(waiting.readHead())).isEqualTo(503);
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            Wait.done(shutdown);
            subscriber.assertComplete();
        }
    }
}
