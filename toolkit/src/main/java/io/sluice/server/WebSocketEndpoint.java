package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.connection.ServerHandshake;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;

/**
 * A WebSocket endpoint for a vertx-web route: what to do with each connection.
 *
 * <pre>{@code
 * router.route("/echo").handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages())));
 * }</pre>
 *
 * <p>The function is called once per connection. When its result completes the connection is closed with 1000; when it fails,
 * with the status of a {@link CloseException}, else with 1011. When the connection ends first, and well
 * ({@link CloseStatus#isNormal()}), the result may go on with what has been received for
 * {@link ConnectionOptions#closeTimeout()}, and is disposed then; after any other end it is disposed at once, and so it is when
 * its verticle is undeployed.
 *
 * <p>Refused before the handshake, each with a status: what RFC 6455 section 4.2.1 does not allow (400; 405 for another method
 * than GET; 426 for a request that is no upgrade, or to another version than 13; 505 over HTTP/2), a browser page of another
 * origin unless the {@link OriginPolicy} lists it (403), too many connections (503, 429), and what {@link #withAuthorizer an
 * authorizer} refuses. Vert.x itself refuses a request line or headers that are too long (414, 431).
 *
 * <p>Threading: the function is called, and its connection signals, on the Vert.x context the request was handled on: that of
 * the verticle that listens, on an event loop, a worker or a virtual thread. Immutable; one endpoint may serve many routes and
 * many servers.
 */
public final class WebSocketEndpoint implements Handler<RoutingContext> {

    private final EndpointSettings settings;

    WebSocketEndpoint(EndpointSettings settings) {
        this.settings = settings;
    }

    /** An endpoint with {@link ConnectionOptions#DEFAULT}, for clients of the same origin. */
    public static WebSocketEndpoint of(Function<? super Connection, ? extends Completable> endpoint) {
        Objects.requireNonNull(endpoint, "endpoint");
        return new WebSocketEndpoint(EndpointSettings.of((connection, routing) -> endpoint.apply(connection)));
    }

    /**
     * An endpoint that is told of its request too: path parameters, {@link RoutingContext#user()}, and what handlers in front
     * of it or its authorizer have {@linkplain RoutingContext#put put} there. The response has been sent by then.
     */
    public static WebSocketEndpoint of(
            BiFunction<? super Connection, ? super RoutingContext, ? extends Completable> endpoint) {
        return new WebSocketEndpoint(EndpointSettings.of(Objects.requireNonNull(endpoint, "endpoint")));
    }

    /** {@link #of(Function)} for any publisher. Its values are asked for without bound and ignored. */
    public static WebSocketEndpoint ofPublisher(Function<? super Connection, ? extends Publisher<?>> endpoint) {
        Objects.requireNonNull(endpoint, "endpoint");
        return of(connection -> Completable.fromPublisher(
                Objects.requireNonNull(endpoint.apply(connection), "the endpoint returned null")));
    }

    /** The same endpoint with other limits of its connections. */
    public WebSocketEndpoint withOptions(ConnectionOptions options) {
        Objects.requireNonNull(options, "options");
        return new WebSocketEndpoint(settings.with(values -> values.options = options));
    }

    /** The same endpoint for pages of other origins. */
    public WebSocketEndpoint withOrigins(OriginPolicy origins) {
        Objects.requireNonNull(origins, "origins");
        return new WebSocketEndpoint(settings.with(values -> values.origins = origins));
    }

    /**
     * The same endpoint speaking subprotocols. The first in {@code names} that the client offers is agreed on
     * ({@link Connection#subprotocol()}), whatever the HTTP server was set up with; with none in common the connection has
     * none, and a browser's client gives up then if it asked for one.
     */
    public WebSocketEndpoint withSubprotocols(String... names) {
        return new WebSocketEndpoint(settings.with(values -> values.subprotocols = Subprotocols.checked(names)));
    }

    /**
     * The same endpoint with a decision, which may take its time, before each handshake; also for what handlers in front of it
     * have not decided. Completion accepts. {@link io.vertx.ext.web.handler.HttpException} refuses with its status, such as 401
     * or 403, and any other error with 500, by way of {@link RoutingContext#fail(Throwable)}; so does taking longer than
     * {@link #withHandshakeTimeout the time-out}, with 504. Disposed when the client goes.
     *
     * <p>Whom it has found it can {@linkplain RoutingContext#put put} into the routing context, where
     * {@linkplain #of(BiFunction) the endpoint} finds it.
     *
     * <p>Threading: called on the request's context; may complete on any thread.
     */
    public WebSocketEndpoint withAuthorizer(Function<? super RoutingContext, ? extends Completable> authorizer) {
        Objects.requireNonNull(authorizer, "authorizer");
        return new WebSocketEndpoint(settings.with(values -> values.authorizer = authorizer));
    }

    /**
     * The same endpoint with another limit of time for its authorizer. Default 10 s, as for a TLS handshake. The time a client
     * takes to say its request is limited by {@link #guard}.
     */
    public WebSocketEndpoint withHandshakeTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the handshake's time-out must be positive, not " + timeout);
        }
        return new WebSocketEndpoint(settings.with(values -> values.handshakeTimeout = timeout));
    }

    /**
     * The same endpoint with its connections limited: 503 beyond the total, 429 beyond those of one address. Unlimited by
     * default; a {@link SluiceServer} has limits for all its endpoints, which these add to.
     *
     * <p>The address is the socket's, or, if the router was told to trust them
     * ({@link io.vertx.ext.web.Router#allowForward}), that in the headers of a proxy.
     */
    public WebSocketEndpoint withQuota(ConnectionQuota quota) {
        Objects.requireNonNull(quota, "quota");
        return new WebSocketEndpoint(settings.with(values -> values.quota = quota));
    }

    WebSocketEndpoint withAdmission(Admission admission) {
        return new WebSocketEndpoint(settings.with(values -> values.admission = admission));
    }

    WebSocketEndpoint hostedBy(Host host) {
        return new WebSocketEndpoint(settings.with(values -> values.host = host));
    }

    /**
     * Guards the TCP connections of an HTTP server that has endpoints on its routes; a {@link SluiceServer} does so by itself:
     *
     * <pre>{@code
     * vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
     *         .connectionHandler(connection -> WebSocketEndpoint.guard(connection, Duration.ofSeconds(10)))
     * }</pre>
     *
     * <p>A client that does not finish the head of a request within {@code headTimeout}, from connecting or from the answer to
     * its last request, is cut off, however slowly it goes on talking. Handlers in front of an endpoint may take their time
     * without pausing the request. Without a guard those that do must pause it, as the authentication handlers of vertx-web
     * do, or the endpoint answers 500; and frames sent before the answer may be lost.
     *
     * <p>In clear text, HTTP/2 must be off as above: until it is decided between the two Vert.x shows nobody the connection. A
     * TLS connection that agrees on HTTP/2 is not guarded, since no endpoint is served there.
     *
     * <p>A request to upgrade for anybody but an endpoint has to be {@linkplain #leave left} to them.
     */
    public static void guard(HttpConnection connection, Duration headTimeout) {
        ServerHandshake.guard(connection, headTimeout);
    }

    /**
     * On a {@linkplain #guard guarded} server: has a request to upgrade handled by other means than an endpoint, such as
     * {@link HttpServerRequest#toWebSocket}, to be called before that. Its end, which an endpoint's handlers
     * need not fear, would else never come. A {@link SluiceServer} does so by itself where it has no endpoint.
     */
    public static void leave(HttpServerRequest request) {
        ServerHandshake.leave(request);
    }

    @Override
    public void handle(RoutingContext routing) {
        new EndpointHandshake(routing, settings).begin();
    }
}
