package io.sluice.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.sluice.client.ConnectFailedException.Kind;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting once. */
final class ConnectTest {

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a uri",
                "localhost:8080",
                "http://localhost/",
                "ws:localhost",
                "ws://",
                "ws:///path",
                "ws://host:port/",
                "ws://host:0/",
                "ws://host:65536/",
                "ws://under_score:99999/"
            })
    void whatIsNoWebSocketUriIsRefusedAtOnce(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> client.connect(uri));
        assertThatIllegalArgumentException().isThrownBy(() -> client.connections(uri, Backoff.exponential()));
    }

    @ParameterizedTest
    @CsvSource({"'', /", "/, /", "/a/b?c=d%20e&f, /a/b?c=d%20e&f", "?only=query, /?only=query", "/page#fragment, /page"
    })
    void pathAndQueryArriveAsWritten(String path, String expected) {
        TestObserver<Connection> connecting =
                client.connect("ws://localhost:" + server.port() + path).test();
        try (RawPeer peer = server.callerWith("GET " + expected + " HTTP/1.1\r\n")) {
            peer.close();
            assertFailed(connecting);
        }
    }

    @Test
    void nobodyThereIsAnError() throws Exception {
        TestObserver<Connection> connecting =
                client.connect("ws://localhost:" + RawServer.freePort() + "/").test();
        assertFailed(connecting)
                .assertError(failure -> ((ConnectFailedException) failure).kind() == Kind.UNREACHABLE
                        && failure.getCause() instanceof ConnectException);
    }

    @Test
    void anAnswerOtherThanAnUpgradeIsAnError() {
        TestObserver<Connection> connecting = client.connect(server.uri()).test();
        try (RawPeer peer = server.callerWith("GET / HTTP/1.1\r\n")) {
            peer.sendBytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
            assertFailed(connecting)
                    .assertError(
                            failure -> failure instanceof ConnectFailedException refused && refused.status() == 403);
        }
    }

    @Test
    void anAnswerThatProvesNothingIsAnError() {
        TestObserver<Connection> connecting = client.connect(server.uri()).test();
        try (RawPeer peer = server.callerWith("GET / HTTP/1.1\r\n")) {
            byte[] toAnotherKey = RawPeer.upgradeResponse("Sec-WebSocket-Key: bm90IHRoZSBrZXkgYXNrZWQ=");
            peer.sendBytes(toAnotherKey);
            assertFailed(connecting);
        }
    }

    @Test
    void aServerThatHangsUpWithinTheHandshakeIsAnError() {
        TestObserver<Connection> connecting = client.connect(server.uri()).test();
        server.callerWith("GET / HTTP/1.1\r\n").close();
        assertFailed(connecting);
    }

    @Test
    void messagesRightBehindTheAnswerAreNotLost() {
        TestObserver<Connection> connecting = client.connect(server.uri()).test();
        try (RawPeer peer = server.upgrade(
                Frame.text("one"),
                Frame.text("tw").unfinished(),
                Frame.ping("ping"),
                Frame.continuation((byte) 'o'),
                Frame.close(CloseCode.NORMAL, "that was all"))) {
            Connection connection = connected(connecting);
            assertThat(Wait.result(connection.messages().take(2).toList()))
                    .containsExactly(Message.text("one"), Message.text("two"));
            assertThat(peer.read().text()).isEqualTo("ping");
            assertThat(peer.read().closeCode()).isEqualTo(CloseCode.NORMAL);
            peer.close();
            assertThat(Wait.closed(connection).reason()).isEqualTo("that was all");
        }
    }

    @Test
    void aHandshakeThatArrivesByteByByteIsOneToo() {
        TestObserver<Connection> connecting = client.connect(server.uri()).test();
        try (RawPeer peer = server.accept()) {
            byte[] response = RawPeer.upgradeResponse(peer.readHead());
            byte[] frames = peer.encode(Frame.text("one"), Frame.text("two"));
            peer.sendInPieces(response, 1);
            peer.sendInPieces(frames, 1);
            assertThat(Wait.result(connected(connecting).messages().take(2).toList()))
                    .containsExactly(Message.text("one"), Message.text("two"));
        }
    }

    @Test
    void manyConnectionsToOneHostAreOpenAtATime() {
        int connections = 100;
        try (TestServer echo = TestServer.of(connection -> connection.send(connection.messages()))) {
            SluiceClient unbounded = SluiceClient.create(vertx);
            List<Connection> open = Wait.result(Flowable.range(0, connections)
                    .flatMapSingle(i -> unbounded.connect(echo.uri()), false, connections)
                    .toList());
            List<String> echoes = Wait.result(Flowable.range(0, connections)
                    .flatMap(
                            i -> open.get(i)
                                    .send(Message.text("from " + i))
                                    .andThen(open.get(i).messages().take(1)),
                            connections)
                    .map(message -> new String(message.bytes(), ISO_8859_1))
                    .toList());
            assertThat(echoes).hasSize(connections).doesNotHaveDuplicates();
            assertThat(open).noneMatch(Connection::isClosed);
            Wait.done(Completable.merge(open.stream().map(Connection::close).toList()));
        }
    }

    @Test
    void aConnectionThatOpensAfterItWasGivenUpIsClosed() {
        TestObserver<Connection> connecting = client.connect(server.uri()).test();
        try (RawPeer peer = server.accept()) {
            String head = peer.readHead();
            connecting.dispose();
            peer.sendBytes(RawPeer.upgradeResponse(head));
            peer.skipToEnd();
            connecting.assertNoValues().assertNoErrors();
        }
    }

    @Test
    void closingTheClientSendsItsConnectionsAway() {
        TestObserver<Connection> connecting = client.connect(server.uri()).test();
        try (RawPeer peer = server.upgrade()) {
            Connection connection = connected(connecting);
            TestObserver<Void> closing = client.close().test();
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            Wait.untilAsserted(closing::assertComplete);
            assertThat(Wait.closed(connection))
                    .isEqualTo(new CloseStatus(CloseCode.GOING_AWAY, "", CloseStatus.Initiator.LOCAL, true));
        }
    }

    @Test
    void connectingWithAClosedClientIsAnError() {
        Wait.done(client.close());
        assertFailed(client.connect(server.uri()).test());
    }

    @Test
    void noCompressionIsOfferedThoughTheTransportSaysSo() {
        SluiceClient compressing = SluiceClient.create(
                vertx,
                Link.transport().setTryUsePerMessageCompression(true).setTryUsePerFrameCompression(true),
                TestServer.CALM);
        TestObserver<Connection> connecting = compressing.connect(server.uri()).test();
        try (RawPeer peer = server.accept()) {
            String head = peer.readHead();
            assertThat(head).doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
            peer.sendBytes(RawPeer.upgradeResponse(head));
            Connection connection = connected(connecting);
            peer.send(Frame.text("plain"));
            assertThat(Wait.result(connection.messages().firstOrError())).isEqualTo(Message.text("plain"));
        }
    }

    /** A WebSocketClient of Vert.x closes itself, and its sockets, when it is garbage collected. */
    @Test
    void aConnectionOutlivesTheClientNobodyHolds() throws Exception {
        List<WeakReference<SluiceClient>> forgotten = new ArrayList<>();
        TestObserver<Connection> connecting = connectAndForget(forgotten);
        try (RawPeer peer = server.upgrade()) {
            Connection connection = connected(connecting);
            Wait.until(() -> {
                System.gc();
                return forgotten.get(0).get() == null;
            });
            System.gc();
            System.gc();
            TestObserver<Void> sending =
                    connection.send(Message.text("still here")).test();
            assertThat(peer.read().text()).isEqualTo("still here");
            Wait.untilAsserted(sending::assertComplete);
            assertThat(connection.isClosed()).isFalse();
        }
    }

    private TestObserver<Connection> connectAndForget(List<WeakReference<SluiceClient>> forgotten) {
        SluiceClient unheld = SluiceClient.create(vertx);
        forgotten.add(new WeakReference<>(unheld));
        return unheld.connect(server.uri()).test();
    }

    private static Connection connected(TestObserver<Connection> connecting) {
        Wait.untilAsserted(() -> connecting.assertValueCount(1));
        return connecting.values().get(0);
    }

    private static TestObserver<Connection> assertFailed(TestObserver<Connection> connecting) {
        try {
            assertThat(connecting.await(20, TimeUnit.SECONDS)).as("ends").isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        return connecting.assertNoValues().assertError(failure -> true);
    }
}
