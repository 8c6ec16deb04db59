package io.sluice.examples.slow;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.function.Function;

/**
 * A server and a client of it in one process. Their buffers are small, since what has gone into a socket no policy can merge,
 * and those who never read have no deadline.
 */
final class SmallSockets {

    private static final int BUFFER_BYTES = 8 << 10;
    private static final ConnectionOptions PATIENT =
            ConnectionOptions.DEFAULT.withWriteTimeout(Duration.ZERO).withInboundBufferBytes(BUFFER_BYTES);

    private final SluiceClient client;
    private final Future<HttpServer> server;

    SmallSockets(Vertx vertx, Function<Connection, Completable> endpoint) {
        WebSocketClientOptions sockets = new WebSocketClientOptions().setMaxConnections(1_000);
        sockets.setReceiveBufferSize(BUFFER_BYTES);
        client = SluiceClient.create(vertx, sockets, PATIENT);
        Router router = Router.router(vertx);
        router.route().handler(WebSocketEndpoint.of(endpoint).withOptions(PATIENT));
        server = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(BUFFER_BYTES))
                .requestHandler(router)
                .listen(0, "127.0.0.1");
    }

    Single<Connection> connect(String path) {
        return Single.fromCompletionStage(server.toCompletionStage())
                .flatMap(open -> client.connect("ws://127.0.0.1:" + open.actualPort() + path));
    }
}
