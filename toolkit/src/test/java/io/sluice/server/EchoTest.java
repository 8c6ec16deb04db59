package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first endpoint of the README, from a client of our own. */
final class EchoTest {

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void serve() {
        Router router = Router.router(vertx);
        router.route("/echo").handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages())));
        router.route("/greet")
                .handler(WebSocketEndpoint.of(connection ->
                        connection.send(Flowable.range(0, 5_000).map(i -> Message.text("greeting " + i)))));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        port = server.actualPort();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void textAndBinaryComeBackAsTheyWereSent() {
        List<Message> sent = List.of(
                Message.text("grüße 🎏"),
                Message.binary(Buffer.buffer(new byte[] {0, -1, 127})),
                Message.text(""),
                Message.text("x".repeat(200_000)));
        Connection connection = connect("/echo");

        List<Message> received = connection
                .messages()
                .take(4)
                .mergeWith(connection.send(Flowable.fromIterable(sent)))
                .toList()
                .blockingGet();

        assertThat(received).isEqualTo(sent);
        connection.close().blockingAwait();
        assertThat(connection.closed().blockingGet())
                .isEqualTo(new CloseStatus(CloseCode.NORMAL, "", CloseStatus.Initiator.LOCAL, true));
    }

    @Test
    void whatTheServerSendsRightAfterTheHandshakeIsNotLost() {
        Connection connection = connect("/greet");

        List<String> received = connection
                .messages()
                .map(message -> new String(message.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .toList()
                .blockingGet();

        assertThat(received)
                .isEqualTo(
                        IntStream.range(0, 5_000).mapToObj(i -> "greeting " + i).collect(Collectors.toList()));
        assertThat(connection.closed().blockingGet().code()).isEqualTo(CloseCode.NORMAL);
    }

    private Connection connect(String path) {
        return SluiceClient.create(vertx)
                .connect("ws://127.0.0.1:" + port + path)
                .blockingGet();
    }
}
