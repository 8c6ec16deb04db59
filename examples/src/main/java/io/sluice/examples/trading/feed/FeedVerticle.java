package io.sluice.examples.trading.feed;

import io.sluice.connection.ConnectionOptions;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import org.jspecify.annotations.Nullable;

/** Serves browsers: the page at {@code /}, its data at {@code /feed}, on one port. */
public final class FeedVerticle extends VerticleBase {

    /** Requests are a line of JSON: what is larger is a mistake or an attack. */
    private static final int MAX_REQUEST_BYTES = 4_096;

    /**
     * What the operating system keeps for a slow reader. Left to itself it takes megabytes, and what it has taken can no longer
     * be merged: the reader would be that far behind before anything is.
     */
    private static final int SEND_BUFFER_BYTES = 128 << 10;

    private final MarketFeed market;
    private final String host;
    private final int port;
    private @Nullable HttpServer server;

    /**
     * @param port 0 for any free one, see {@link #actualPort()}
     */
    public FeedVerticle(MarketFeed market, String host, int port) {
        this.market = market;
        this.host = host;
        this.port = port;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.route("/feed")
                .handler(WebSocketEndpoint.of(connection -> new FeedSession(connection, market).run())
                        .withOptions(ConnectionOptions.DEFAULT.withMaxMessageBytes(MAX_REQUEST_BYTES)));
        router.route().handler(StaticHandler.create("webroot").setCachingEnabled(false));
        return vertx.createHttpServer(
                        new HttpServerOptions().setCompressionSupported(true).setSendBufferSize(SEND_BUFFER_BYTES))
                .requestHandler(router)
                .listen(port, host)
                .onSuccess(listening -> server = listening);
    }

    /** The port in use once the verticle is deployed. */
    public int actualPort() {
        HttpServer listening = server;
        if (listening == null) {
            throw new IllegalStateException("not deployed");
        }
        return listening.actualPort();
    }
}
