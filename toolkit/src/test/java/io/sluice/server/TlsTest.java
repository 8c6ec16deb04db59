package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.CloseStatus.Initiator;
import io.sluice.message.Message;
import io.sluice.wire.Link;
import io.sluice.wire.TestCertificate;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between TLS and the frames stands a handler more; nothing else is different. */
final class TlsTest {

    @TempDir
    static Path folder;

    /** Key and certificate of a server called localhost, and at once what its clients trust. */
    private static PfxOptions store;

    @BeforeAll
    static void makeCertificate() throws IOException, InterruptedException {
        store = TestCertificate.of("localhost", folder);
    }

    @Test
    void messagesPassBothWays() {
        try (TestServer server = server(connection -> connection.send(connection.messages()))) {
            Connection connection = connect(server);
            List<Message> sent = List.of(Message.text("hello"), Message.text("x".repeat(500_000)), Message.text(""));
            List<Message> received = Wait.result(connection
                    .messages()
                    .take(sent.size())
                    .mergeWith(connection.send(Flowable.fromIterable(sent)))
                    .toList());
            assertThat(received).isEqualTo(sent);
            Wait.done(connection.close());
            assertThat(Wait.closed(connection)).isEqualTo(new CloseStatus(CloseCode.NORMAL, "", Initiator.LOCAL, true));
            assertThat(Wait.closed(server.accepted()))
                    .isEqualTo(new CloseStatus(CloseCode.NORMAL, "", Initiator.REMOTE, true));
        }
    }

    @Test
    void aRefusalReachesThePeer() {
        try (TestServer server = server(connection -> Completable.never())) {
            Connection connection = connect(server);
            Wait.result(connection
                    .send(Message.text("x".repeat(2 << 20)))
                    .onErrorComplete()
                    .toSingleDefault(true));
            CloseStatus status = Wait.closed(connection);
            assertThat(status.code()).isEqualTo(CloseCode.TOO_LARGE);
            assertThat(status.initiator()).isEqualTo(Initiator.REMOTE);
        }
    }

    @Test
    void aFloodWithoutDemandIsPushedBack() {
        int messages = 100;
        try (TestServer server = server(connection -> Completable.never())) {
            Connection connection = connect(server);
            Connection accepted = server.accepted();
            var unused = connection
                    .send(Flowable.range(0, messages).map(i -> Message.text(i + "x".repeat(64 << 10))))
                    .onErrorComplete()
                    .subscribe();
            Wait.untilStable(() -> accepted.counters().bytesQueued());
            assertThat(accepted.counters().bytesQueued()).isLessThan(512 << 10);
            assertThat(connection.counters().messagesSent()).isLessThan(messages);

            assertThat(Wait.result(accepted.messages().take(messages).count())).isEqualTo(messages);
        }
    }

    @Test
    void closingAndCancellingDoNotWaitForAPeerThatReadsNothing() {
        ConnectionOptions options = TestServer.CALM.withCloseTimeout(Duration.ofMillis(300));
        try (TestServer server = server(options, connection -> Completable.never())) {
            for (boolean polite : new boolean[] {true, false}) {
                Connection connection = connect(server, options);
                Connection accepted = server.accepted();
                var unused = connection
                        .send(Flowable.just(Message.text("x".repeat(64 << 10))).repeat())
                        .onErrorComplete()
                        .subscribe();
                Wait.untilStable(() -> accepted.counters().bytesQueued());
                // Ours does not read, for want of demand: the other's end of TLS stands behind what it has sent.
                Wait.untilStable(() -> connection.counters().messagesSent());
                long begun = System.nanoTime();
                if (polite) {
                    Wait.done(connection.close());
                } else {
                    connection.cancel();
                    Wait.closed(connection);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2_500));
                accepted.cancel();
            }
        }
    }

    private static TestServer server(Function<Connection, Completable> endpoint) {
        return server(TestServer.CALM, endpoint);
    }

    private static TestServer server(ConnectionOptions options, Function<Connection, Completable> endpoint) {
        return TestServer.routing(
                TestServer.transport().setSsl(true).setKeyCertOptions(store).setUseAlpn(true),
                (server, router) ->
                        router.route("/").handler(server.noting(endpoint).withOptions(options)));
    }

    private static Connection connect(TestServer server) {
        return connect(server, TestServer.CALM);
    }

    private static Connection connect(TestServer server, ConnectionOptions options) {
        return Wait.result(SluiceClient.create(server.vertx(), Link.transport().setTrustOptions(store), options)
                .connect("wss://localhost:" + server.port() + "/"));
    }
}
