package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.connection.ConnectionOptions;
import io.sluice.connection.ServerHandshake;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.Function;

/**
 * A WebSocket endpoint for a vertx-web route: what to do with each connection.
 *
 * <pre>{@code
 * router.route("/echo").handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages())));
 * }</pre>
 *
 * <p>The function is called once per connection. When its result completes the connection is closed with 1000; when it fails,
 * with the status of a {@link CloseException}, else with 1011; when the peer goes first the result is disposed.
 *
 * <p>Refused before the handshake: anything but a WebSocket upgrade (426), and a browser page of another origin unless the
 * {@link OriginPolicy} lists it (403).
 *
 * <p>Threading: the function is called on the connection's Vert.x context. Immutable; one endpoint may serve many routes.
 */
public final class WebSocketEndpoint implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketEndpoint.class);
    private static final int UPGRADE_REQUIRED = 426;
    private static final int FORBIDDEN = 403;

    private final Function<? super Connection, ? extends Completable> endpoint;
    private final ConnectionOptions options;
    private final OriginPolicy origins;

    private WebSocketEndpoint(
            Function<? super Connection, ? extends Completable> endpoint,
            ConnectionOptions options,
            OriginPolicy origins) {
        this.endpoint = endpoint;
        this.options = options;
        this.origins = origins;
    }

    /** An endpoint with {@link ConnectionOptions#DEFAULT}, for clients of the same origin. */
    public static WebSocketEndpoint of(Function<? super Connection, ? extends Completable> endpoint) {
        return new WebSocketEndpoint(
                Objects.requireNonNull(endpoint, "endpoint"), ConnectionOptions.DEFAULT, OriginPolicy.sameOrigin());
    }

    /** The same endpoint with other limits. */
    public WebSocketEndpoint withOptions(ConnectionOptions newOptions) {
        return new WebSocketEndpoint(endpoint, Objects.requireNonNull(newOptions, "options"), origins);
    }

    /** The same endpoint for pages of other origins. */
    public WebSocketEndpoint withOrigins(OriginPolicy newOrigins) {
        return new WebSocketEndpoint(endpoint, options, Objects.requireNonNull(newOrigins, "origins"));
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!isUpgrade(request)) {
            refuse(routing, UPGRADE_REQUIRED, "This is a WebSocket endpoint: connect with a WebSocket client.");
        } else if (!origins.allows(request)) {
            refuse(
                    routing,
                    FORBIDDEN,
                    "Pages of origin " + request.getHeader(HttpHeaders.ORIGIN) + " may not connect here.");
        } else {
            ServerHandshake.accept(request, options).onSuccess(this::serve).onFailure(cause -> failed(routing, cause));
        }
    }

    private void serve(Connection connection) {
        Disposable unused = Completable.defer(() -> answer(connection))
                .takeUntil(connection.closed().ignoreElement())
                .subscribe(connection::close, failure -> connection.close(statusFor(connection, failure)));
    }

    private Completable answer(Connection connection) {
        return Objects.requireNonNull(endpoint.apply(connection), "the endpoint returned null");
    }

    private static CloseStatus statusFor(Connection connection, Throwable failure) {
        if (failure instanceof CloseException chosen) {
            return chosen.status();
        }
        if (failure instanceof ConnectionClosedException) {
            LOG.debug("The endpoint of " + connection + " lost a connection", failure);
        } else {
            LOG.error("The endpoint of " + connection + " failed; closing with 1011", failure);
        }
        return CloseStatus.of(CloseCode.INTERNAL_ERROR, "internal error");
    }

    private static void failed(RoutingContext routing, Throwable cause) {
        LOG.debug("WebSocket handshake failed", cause);
        if (!routing.response().ended() && !routing.response().closed()) {
            routing.fail(cause);
        }
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        return HttpMethod.GET.equals(request.method()) && upgrade != null && upgrade.equalsIgnoreCase("websocket");
    }

    private static void refuse(RoutingContext routing, int status, String why) {
        if (status == UPGRADE_REQUIRED) {
            routing.response().putHeader(HttpHeaders.UPGRADE, "websocket");
        }
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(why + "\n");
    }
}
