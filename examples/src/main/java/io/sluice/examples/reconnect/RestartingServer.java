package io.sluice.examples.reconnect;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/** Something to follow: counts, goes away, and comes back on the same port. */
final class RestartingServer {

    private static final int UP_MILLIS = 3_500;
    private static final int DOWN_MILLIS = 1_500;

    private RestartingServer() {}

    /** Its port, once it listens. */
    static Future<Integer> start(Vertx vertx) {
        return serve(vertx, 0);
    }

    private static Future<Integer> serve(Vertx vertx, int port) {
        Router router = Router.router(vertx);
        router.route("/").handler(WebSocketEndpoint.of(connection -> connection.send(count())));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .onSuccess(server -> vertx.setTimer(UP_MILLIS, up -> restart(vertx, server)))
                .map(HttpServer::actualPort);
    }

    private static void restart(Vertx vertx, HttpServer server) {
        server.close().onComplete(closed -> vertx.setTimer(DOWN_MILLIS, down -> serve(vertx, server.actualPort())));
    }

    private static Flowable<Message> count() {
        return Flowable.interval(1, TimeUnit.SECONDS).onBackpressureLatest().map(n -> Message.text("tick " + n));
    }
}
