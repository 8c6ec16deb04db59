package io.sluice.server;

import io.sluice.connection.ConnectionOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.AllowForwardHeaders;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a {@link SluiceServer} is set up with. Immutable; start from {@link #create} and use the {@code with} methods.
 *
 * <p>Servers made from one of these share its {@link #quota}: give the same object to all instances of a verticle.
 */
public final class ServerOptions {

    /** Changed only while a {@code with} method makes its copy. */
    private static final class Values {
        HttpServerOptions http = new HttpServerOptions();
        ConnectionOptions connection = ConnectionOptions.DEFAULT;
        OriginPolicy origins = OriginPolicy.sameOrigin();
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        Duration handshakeTimeout = Duration.ofSeconds(10);
        AllowForwardHeaders forwardedHeaders = AllowForwardHeaders.NONE;

        Values copy() {
            Values copy = new Values();
            copy.http = http;
            copy.connection = connection;
            copy.origins = origins;
            copy.quota = quota;
            copy.handshakeTimeout = handshakeTimeout;
            copy.forwardedHeaders = forwardedHeaders;
            return copy;
        }
    }

    private final Values values;

    private ServerOptions(Values values) {
        this.values = values;
    }

    /** The defaults, with a quota of their own. */
    public static ServerOptions create() {
        return new ServerOptions(new Values());
    }

    private ServerOptions with(Consumer<Values> change) {
        Values copy = values.copy();
        change.accept(copy);
        return new ServerOptions(copy);
    }

    /** TLS, TCP and HTTP settings of Vert.x. In clear text HTTP/2 is not spoken, whatever they say. */
    public HttpServerOptions http() {
        return new HttpServerOptions(values.http);
    }

    public ServerOptions withHttp(HttpServerOptions http) {
        HttpServerOptions own = new HttpServerOptions(http);
        return with(copy -> copy.http = own);
    }

    /** Limits of the connections of endpoints given as a function. Default {@link ConnectionOptions#DEFAULT}. */
    public ConnectionOptions connection() {
        return values.connection;
    }

    public ServerOptions withConnection(ConnectionOptions connection) {
        Objects.requireNonNull(connection, "connection");
        return with(copy -> copy.connection = connection);
    }

    /** Which pages may connect to endpoints given as a function. Default {@link OriginPolicy#sameOrigin()}. */
    public OriginPolicy origins() {
        return values.origins;
    }

    public ServerOptions withOrigins(OriginPolicy origins) {
        Objects.requireNonNull(origins, "origins");
        return with(copy -> copy.origins = origins);
    }

    /** What all connections are counted against. Default: one of {@link ConnectionLimits#DEFAULT}. */
    public ConnectionQuota quota() {
        return values.quota;
    }

    public ServerOptions withQuota(ConnectionQuota quota) {
        Objects.requireNonNull(quota, "quota");
        return with(copy -> copy.quota = quota);
    }

    /** {@link #withQuota} of a new quota. */
    public ServerOptions withLimits(ConnectionLimits limits) {
        return withQuota(ConnectionQuota.of(limits));
    }

    /**
     * How long each step of a handshake may take before the client is cut off: TLS, then the head of the request; the next
     * head on a TCP connection of plain HTTP too. Default 10 s: ample for a phone on a bad network.
     */
    public Duration handshakeTimeout() {
        return values.handshakeTimeout;
    }

    public ServerOptions withHandshakeTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the handshake's time-out must be positive, not " + timeout);
        }
        return with(copy -> copy.handshakeTimeout = timeout);
    }

    /**
     * Which headers of a proxy are believed about the client's address, and the scheme and host it connected to: the address
     * that is counted and that a connection tells, and the host an origin is compared with. Default none. Only for a server
     * that nobody but a proxy reaches, which must replace these headers and not add to what a client sent.
     */
    public AllowForwardHeaders forwardedHeaders() {
        return values.forwardedHeaders;
    }

    public ServerOptions withForwardedHeaders(AllowForwardHeaders trusted) {
        Objects.requireNonNull(trusted, "trusted");
        return with(copy -> copy.forwardedHeaders = trusted);
    }
}
