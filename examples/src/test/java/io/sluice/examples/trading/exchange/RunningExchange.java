package io.sluice.examples.trading.exchange;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An exchange on a port of its own, and clients of it; all gone when closed. */
final class RunningExchange implements AutoCloseable {

    /** What a REST request was answered with. */
    record Answer(int status, String text) {

        JsonObject json() {
            return new JsonObject(text);
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final ExchangeVerticle verticle;

    /** Held, since Vert.x closes clients nobody holds any more. */
    private final WebSocketClient webSockets = vertx.createWebSocketClient();

    private final HttpClient http = vertx.createHttpClient();

    private RunningExchange(ExchangeOptions options) {
        this.verticle = new ExchangeVerticle(options);
    }

    static RunningExchange start(ExchangeOptions options) {
        RunningExchange exchange = new RunningExchange(options);
        try {
            exchange.vertx.deployVerticle(exchange.verticle).await();
            return exchange;
        } catch (RuntimeException e) {
            exchange.close();
            throw e;
        }
    }

    static RunningExchange synthetic(String... symbols) {
        return start(new ExchangeOptions("localhost", 0, new ExchangeOptions.Synthetic(List.of(symbols), 7)));
    }

    Vertx vertx() {
        return vertx;
    }

    ExchangeVerticle verticle() {
        return verticle;
    }

    ExchangeControl control() {
        return verticle.control();
    }

    StreamClient connect(String uri) {
        return StreamClient.connect(webSockets, verticle.actualPort(), uri);
    }

    Answer get(String uri) {
        return http.request(HttpMethod.GET, verticle.actualPort(), "localhost", uri)
                .compose(request -> request.send())
                .compose((HttpClientResponse response) ->
                        response.body().map((Buffer body) -> new Answer(response.statusCode(), body.toString())))
                .await();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
