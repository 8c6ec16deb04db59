package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Function;

/** Placeholder of the signature; see the body below. */
public final class WebSocketEndpoint implements Handler<RoutingContext> {

    public static WebSocketEndpoint of(Function<? super Connection, ? extends Completable> endpoint) {
        return new WebSocketEndpoint();
    }

    public WebSocketEndpoint withOptions(ConnectionOptions options) {
        return this;
    }

    public WebSocketEndpoint allowOrigins(Set<String> origins) {
        return this;
    }

    @Override
    public void handle(RoutingContext context) {}
}
