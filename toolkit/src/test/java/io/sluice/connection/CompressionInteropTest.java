package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.client.SluiceClient;
import io.sluice.message.Message;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compression with the WebSockets of Vert.x itself, whose deflaters keep their context where they may. */
final class CompressionInteropTest {

    private static final List<String> TEXTS = IntStream.range(0, 30)
            .mapToObj(i -> ("message " + i + " of many, ").repeat(i * 20 + 1))
            .toList();

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /** A client of Vert.x that is not told to allow it fails on an answer that takes its context away. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientOfVertxTalksToOurServer(boolean context) {
        ConnectionOptions options = TestServer.CALM.withCompression(Compression.ON.withPeerContext(context));
        try (TestServer server = TestServer.of(options, connection -> connection.send(connection.messages()))) {
            WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
                    .setTryUsePerMessageCompression(true)
                    .setCompressionAllowClientNoContext(!context));
            WebSocket socket = client.connect(server.port(), "127.0.0.1", "/").await();
            assertThat(socket.headers().get("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
            BlockingQueue<String> echoes = new LinkedBlockingQueue<>();
            socket.textMessageHandler(echoes::add);
            TEXTS.forEach(socket::writeTextMessage);
            Wait.until(() -> echoes.size() == TEXTS.size());
            assertThat(echoes).containsExactlyElementsOf(TEXTS);
            assertSaved(server.accepted().counters(), true);
            client.close().await(); // held on to until here: one that is garbage closes its sockets
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false, false", "false, true, true", "true, false, true", "true, true, true"})
    void ourClientTalksToAServerOfVertx(boolean context, boolean serverMayGoWithout, boolean compressed) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setPerMessageWebSocketCompressionSupported(true)
                        .setWebSocketAllowServerNoContext(serverMayGoWithout))
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .listen(0, "127.0.0.1")
                .await();
        Connection connection = Wait.result(SluiceClient.create(
                        vertx,
                        new WebSocketClientOptions(),
                        TestServer.CALM.withCompression(Compression.ON.withPeerContext(context)))
                .connect("ws://127.0.0.1:" + server.actualPort() + "/"));
        List<Message> sent = TEXTS.stream().<Message>map(Message::text).toList();
        TestSubscriber<Message> echoes = connection.messages().test();
        Wait.done(connection.send(Flowable.fromIterable(sent)));
        Wait.until(() -> echoes.values().size() == sent.size());
        assertThat(echoes.values()).isEqualTo(sent);
        assertSaved(connection.counters(), compressed);
    }

    @Test
    void bothSidesCanBeOurs() {
        ConnectionOptions options = TestServer.CALM.withCompression(Compression.ON);
        try (TestServer server = TestServer.of(options, connection -> connection.send(connection.messages()))) {
            Connection connection = Wait.result(SluiceClient.create(vertx, new WebSocketClientOptions(), options)
                    .connect(server.uri()));
            List<Message> sent = TEXTS.stream().<Message>map(Message::text).toList();
            TestSubscriber<Message> echoes = connection.messages().test();
            Wait.done(connection.send(Flowable.fromIterable(sent)));
            Wait.until(() -> echoes.values().size() == sent.size());
            assertThat(echoes.values()).isEqualTo(sent);
            assertSaved(connection.counters(), true);
        }
    }

    private static void assertSaved(ConnectionCounters counters, boolean compressed) {
        long part = compressed ? 5 : 1;
        assertThat(counters.wireBytesReceived()).isLessThanOrEqualTo(counters.bytesReceived() / part);
        assertThat(counters.wireBytesSent()).isLessThanOrEqualTo(counters.bytesSent() / part);
        if (!compressed) {
            assertThat(counters.wireBytesReceived()).isEqualTo(counters.bytesReceived());
            assertThat(counters.wireBytesSent()).isEqualTo(counters.bytesSent());
        }
    }
}
