package io.sluice.examples.trading.gateway;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The REST side of an exchange.
 *
 * <p>Errors: futures fail with a {@link GatewayException} or what the HTTP client reports.
 */
public final class RestClient {

    /** Levels a side: ample for a ladder, and a fifth of the most there is. */
    private static final int LEVELS = 1_000;

    private static final long CONNECT_TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(10);

    /** Long: a recording played slowly answers late on purpose. */
    private static final long IDLE_TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final HttpClient http;
    private final URI base;

    RestClient(Vertx vertx, URI base) {
        http = vertx.createHttpClient();
        this.base = base;
    }

    /** The book of a symbol. */
    Future<DepthSnapshot> snapshot(String symbol) {
        return get("/api/v3/depth?symbol=" + symbol + "&limit=" + LEVELS)
                .map(answer -> BinanceJson.parseSnapshot(symbol, answer));
    }

    /** The symbols that can be traded at {@code exchange}. */
    public static Future<List<String>> symbols(Vertx vertx, ExchangeAddress exchange) {
        RestClient client = new RestClient(vertx, exchange.rest());
        return client.get("/api/v3/exchangeInfo")
                .map(answer -> answer.getJsonArray("symbols", new JsonArray()).stream()
                        .map(symbol -> ((JsonObject) symbol).getString("symbol"))
                        .toList())
                .onComplete(done -> client.http.close());
    }

    private Future<JsonObject> get(String path) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(base + path)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        return http.request(request)
                .compose(ready -> ready.send())
                .compose(RestClient::text)
                .map(BinanceJson::decode);
    }

    private static Future<String> text(HttpClientResponse response) {
        return response.body()
                .compose(body -> response.statusCode() == 200
                        ? Future.succeededFuture(body.toString())
                        : Future.failedFuture(
                                new GatewayException("the exchange answered " + response.statusCode() + ": " + body)));
    }
}
