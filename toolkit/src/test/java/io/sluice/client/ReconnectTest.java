package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection after another. */
final class ReconnectTest {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Backoff QUICK = new Backoff(FIRST, Duration.ofMillis(50), 0, NEVER);

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);
    private final List<Retry> retries = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    @Test
    void aConnectionThatIsDroppedIsFollowedByAnother() {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        for (int i = 1; i <= 4; i++) {
            RawPeer peer = server.upgrade();
            int count = i;
            Wait.until(() -> connections.values().size() == count);
            assertThat(retries).hasSize(i - 1);
            peer.send(Frame.text("connection " + i));
            assertThat(Wait.result(connections.values().get(i - 1).messages().firstOrError())
                            .bytes())
                    .asString()
                    .isEqualTo("connection " + i);
            peer.reset();
        }
        connections.assertNotComplete().assertNoErrors().cancel();
    }

    @Test
    void aServerThatIsNotThereYetIsTriedUntilItIs() {
        int port = RawServer.freePort();
        TestSubscriber<Connection> connections = client.connections("ws://localhost:" + port + "/", QUICK, retries::add)
                .test();
        Wait.until(() -> retries.size() >= 6);
        assertThat(retries.subList(0, 6))
                .extracting(retry -> retry.pause().toMillis())
                .containsExactly(10L, 20L, 40L, 50L, 50L, 50L);
        assertThat(retries.subList(0, 6)).extracting(Retry::failures).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(retries)
                .extracting(Retry::cause)
                .allSatisfy(cause -> assertThat(cause)
                        .isInstanceOf(ConnectFailedException.class)
                        .hasCauseInstanceOf(java.net.ConnectException.class));

        try (RawServer late = new RawServer(port);
                RawPeer peer = late.upgrade()) {
            Wait.until(() -> connections.values().size() == 1);
            connections.cancel();
            peer.answerClose();
        }
    }

    @Test
    void aServerThatAcceptsAndDropsIsNotHammered() {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        for (int i = 0; i < 4; i++) {
            server.upgrade().reset();
            int failures = i + 1;
            Wait.until(() -> retries.size() == failures);
        }
        assertThat(retries).extracting(retry -> retry.pause().toMillis()).containsExactly(10L, 20L, 40L, 50L);
        connections.cancel();
    }

    @Test
    void aConnectionThatHeldLongEnoughStartsThePausesAnew() {
        Backoff forgiving = new Backoff(FIRST, Duration.ofMillis(50), 0, Duration.ZERO);
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), forgiving, retries::add).test();
        server.callerWith("GET / ").close();
        server.callerWith("GET / ").close();
        server.upgrade().reset();
        server.callerWith("GET / ").close();
        Wait.until(() -> retries.size() == 4);
        assertThat(retries).extracting(Retry::failures).containsExactly(1, 2, 1, 2);
        connections.cancel();
    }

    @Test
    void aPlannedEndCompletes() {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        try (RawPeer peer = server.upgrade()) {
            peer.shakeHands(Frame.close(CloseCode.NORMAL, ""));
            Wait.untilAsserted(connections::assertComplete);
            assertThat(retries).isEmpty();
            assertNobodyCalls();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1003, 1007, 1008, 1009})
    void aCodeThatSaysNotToComeBackIsTheError(int code) {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        try (RawPeer peer = server.upgrade()) {
            peer.shakeHands(Frame.close(code, "the reason"));
            Wait.untilAsserted(
                    () -> connections.assertError(failure -> failure instanceof ConnectionClosedException closed
                            && closed.status().code() == code
                            && closed.status().reason().equals("the reason")));
            connections.assertValueCount(1);
            assertThat(retries).isEmpty();
            assertNobodyCalls();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1011, 1012, 1013, 4000, 4008})
    void anyOtherCodeIsComeBackFrom(int code) throws Exception {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        try (RawPeer peer = server.upgrade()) {
            peer.shakeHands(Frame.close(code, ""));
        }
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> connections.values().size() == 2);
            connections.cancel();
            peer.answerClose();
        }
    }

    @Test
    void anEmptyCloseFrameIsComeBackFrom() {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        server.upgrade().shakeHands(Frame.emptyClose());
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> connections.values().size() == 2);
            connections.cancel();
            peer.answerClose();
        }
    }

    @Test
    void closingNormallyOnThisSideCompletesAndCancellingTheConnectionComesBack() throws Exception {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        try (RawPeer first = server.upgrade()) {
            Wait.until(() -> connections.values().size() == 1);
            connections.values().get(0).cancel();
            first.skipToEnd();
        }
        try (RawPeer second = server.upgrade()) {
            Wait.until(() -> connections.values().size() == 2);
            connections.values().get(1).close();
            second.answerClose();
            Wait.untilAsserted(connections::assertComplete);
            assertNobodyCalls();
        }
    }

    @Test
    void cancellingClosesTheConnectionAndNoOtherFollows() throws Exception {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> connections.values().size() == 1);
            connections.cancel();
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.NORMAL);
            assertThat(Wait.closed(connections.values().get(0)).initiator()).isEqualTo(CloseStatus.Initiator.LOCAL);
            assertNobodyCalls();
            connections.assertNotComplete().assertNoErrors();
            assertThat(retries).isEmpty();
        }
    }

    @Test
    void cancellingWithinAPauseEndsIt() throws Exception {
        Backoff patient = new Backoff(Duration.ofMillis(50), Duration.ofMillis(50), 0, NEVER);
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), patient, retries::add).test();
        server.upgrade().reset();
        Wait.until(() -> retries.size() == 1);
        connections.cancel();
        assertNobodyCalls();
    }

    @Test
    void cancellingWhileConnectingClosesWhatOpensLate() throws Exception {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test();
        try (RawPeer peer = server.accept()) {
            String head = peer.readHead();
            connections.cancel();
            peer.sendBytes(RawPeer.upgradeResponse(head));
            peer.skipToEnd();
            connections.assertNoValues();
            assertNobodyCalls();
        }
    }

    @Test
    void noConnectionIsOpenedThatNobodyAskedFor() throws Exception {
        TestSubscriber<Connection> connections =
                client.connections(server.uri(), QUICK, retries::add).test(0);
        assertNobodyCalls();

        connections.request(1);
        server.upgrade().reset();
        Wait.until(() -> retries.size() == 1);
        connections.assertValueCount(1);
        assertNobodyCalls();

        connections.request(1);
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> connections.values().size() == 2);
            connections.cancel();
            peer.answerClose();
        }
    }

    @Test
    void eachSubscriptionHasItsOwnConnection() {
        var both = client.connections(server.uri(), QUICK);
        TestSubscriber<Connection> one = both.test();
        TestSubscriber<Connection> two = both.test();
        try (RawPeer first = server.upgrade();
                RawPeer second = server.upgrade()) {
            Wait.until(() -> one.values().size() + two.values().size() == 2);
            assertThat(one.values().get(0)).isNotSameAs(two.values().get(0));
            one.cancel();
            two.cancel();
            first.answerClose();
            second.answerClose();
        }
    }

    /** For several times the longest pause. */
    private void assertNobodyCalls() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .during(Duration.ofMillis(150))
                .atMost(Duration.ofSeconds(20))
                .until(() -> !server.hasCaller());
    }
}
