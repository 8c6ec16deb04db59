package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.client.ClientState.Connecting;
import io.sluice.client.ClientState.Ended;
import io.sluice.client.ClientState.Idle;
import io.sluice.client.ClientState.Open;
import io.sluice.client.ClientState.Waiting;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reconnecting clients tell of themselves. */
final class StatesTest {

    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), 0, Duration.ofHours(1));

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);
    private final Connections connections = client.connections(server.uri(), QUICK);
    private final TestSubscriber<ClientState> states = connections.states().test();

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    @Test
    void eachStepIsToldInOrder() {
        TestSubscriber<Connection> subscriber = connections.test(2);
        server.callerWith("GET / ").close();
        server.upgrade().reset();
        try (RawPeer last = server.upgrade()) {
            Wait.until(() -> subscriber.values().size() == 2);
            last.shakeHands(Frame.close(CloseCode.POLICY_VIOLATION, "enough"));
            Wait.untilAsserted(() -> subscriber.assertError(ConnectionClosedException.class));
        }
        states.assertValueCount(9).assertNotComplete().assertNoErrors();
        assertThat(states.values().get(0)).isEqualTo(new Idle());
        assertThat(states.values().get(1)).isEqualTo(new Connecting(1));
        assertThat(states.values().get(2)).isInstanceOfSatisfying(Waiting.class, waiting -> {
            assertThat(waiting.retry().failures()).isEqualTo(1);
            assertThat(waiting.retry().pause()).isEqualTo(Duration.ofMillis(5));
            assertThat(waiting.retry().cause()).isInstanceOf(ConnectFailedException.class);
        });
        assertThat(states.values().get(3)).isEqualTo(new Connecting(2));
        assertThat(states.values().get(4))
                .isEqualTo(new Open(subscriber.values().get(0)));
        assertThat(states.values().get(5))
                .isInstanceOfSatisfying(
                        Waiting.class,
                        waiting -> assertThat(waiting.retry().cause()).isInstanceOf(ConnectionClosedException.class));
        assertThat(states.values().get(6)).isEqualTo(new Connecting(3));
        assertThat(states.values().get(7))
                .isEqualTo(new Open(subscriber.values().get(1)));
        assertThat(states.values().get(8))
                .isInstanceOfSatisfying(
                        Ended.class, ended -> assertThat(ended.cause()).isInstanceOf(ConnectionClosedException.class));
    }

    @Test
    void aConnectionThatNobodyAskedForIsNoState() {
        TestSubscriber<Connection> subscriber = connections.test(1);
        server.upgrade().reset();
        Wait.until(() -> states.values().get(states.values().size() - 1).equals(new Idle())
                && states.values().size() > 4);
        subscriber.cancel();
        states.assertValueAt(states.values().size() - 1, new Ended(null));
    }

    @Test
    void aSlowReaderGetsTheLatestAndALateOneThePresent() {
        TestSubscriber<ClientState> slow = connections.states().test(1);
        slow.assertValues(new Idle());
        TestSubscriber<Connection> subscriber = connections.test();
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> subscriber.values().size() == 1);
            Open open = new Open(subscriber.values().get(0));
            slow.assertValueCount(1);
            slow.request(5);
            slow.assertValues(new Idle(), open);
            connections.states().test().assertValues(open);
            subscriber.cancel();
            peer.answerClose();
        }
        connections.states().test().assertValues(new Ended(null));
    }

    @Test
    void aPlannedEndHasNoCauseAndTheNextSubscriptionGoesOn() {
        TestSubscriber<Connection> first = connections.test();
        try (RawPeer peer = server.upgrade()) {
            peer.shakeHands(Frame.close(CloseCode.NORMAL, ""));
        }
        Wait.untilAsserted(first::assertComplete);
        states.assertValueAt(states.values().size() - 1, new Ended(null));

        TestSubscriber<Connection> second = connections.test();
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> second.values().size() == 1);
            states.assertValueAt(
                    states.values().size() - 1, new Open(second.values().get(0)));
            second.cancel();
            peer.answerClose();
        }
    }
}
