package io.sluice.examples.trading;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.examples.trading.gateway.ExchangeAddress;
import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An exchange that sends what a test tells it to, right or wrong, to whoever has subscribed to anything. */
final class ScriptedExchange implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Hub<Message> frames = Hub.create();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger snapshotRequests = new AtomicInteger();
    private final CompletableSubject acknowledged = CompletableSubject.create();
    private final AtomicInteger subscribeRequests = new AtomicInteger();
    private volatile String depth;

    /** @param snapshot what REST requests are answered with */
    ScriptedExchange(DepthSnapshot snapshot) {
        depth = BinanceJson.toJson(snapshot).encode();
        Router router = Router.router(vertx);
        router.get("/stream").handler(WebSocketEndpoint.of(this::serve));
        router.get("/api/v3/depth").handler(request -> {
            snapshotRequests.incrementAndGet();
            request.response().end(depth);
        });
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "localhost")
                .await();
    }

    private Completable serve(Connection connection) {
        connections.add(connection);
        return connection
                .messages()
                .take(1)
                .doOnNext(subscribe -> subscribeRequests.incrementAndGet())
                .concatMapCompletable(subscribe -> connection
                        .send(frames.join(Overflow.disconnect(1_000)))
                        .mergeWith(acknowledged.andThen(connection.send(Message.text("{\"result\":null,\"id\":1}")))));
    }

    TradingOptions.Upstream upstream(String symbol) {
        return new TradingOptions.Exchange(
                ExchangeAddress.of("ws://localhost:" + server.actualPort()), List.of(symbol));
    }

    /** Answers REST requests with this text from now on. */
    void answerDepth(String text) {
        depth = text;
    }

    void answerDepth(DepthSnapshot snapshot) {
        answerDepth(BinanceJson.toJson(snapshot).encode());
    }

    int snapshotRequests() {
        return snapshotRequests.get();
    }

    int subscribeRequests() {
        return subscribeRequests.get();
    }

    /** Acknowledges subscriptions from now on. */
    void acknowledge() {
        acknowledged.onComplete();
    }

    /** How many connections have ever been made. */
    int connections() {
        return connections.size();
    }

    /** How many are subscribed now. */
    long subscribers() {
        return frames.counters().members();
    }

    void send(Message frame) {
        frames.publish(frame);
    }

    void send(String frame) {
        send(Message.text(frame));
    }

    void send(MarketEvent event) {
        send(new JsonObject()
                .put("stream", "any")
                .put("data", BinanceJson.toJson(event))
                .encode());
    }

    /** Ends all connections. */
    void closeConnections(CloseStatus status) {
        connections.forEach(connection -> connection.close(status));
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
