package io.sluice.connection;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns an upgrade request into a connection; used by the server room.
 *
 * <p>From {@link #of} on, the request may wait for as long as it takes to decide: what the client sends behind it is kept, and
 * read by the connection. Then either {@link #accept} it, or answer it with a response, which ends the TCP connection.
 *
 * <p>Threading: the request's context, whatever its kind; signals of the connection arrive there. The channel itself is
 * changed on its event loop, before another byte is read.
 */
public final class ServerHandshake {

    private static final int BAD_REQUEST = 400;

    private final HttpServerRequest request;
    private final ContextInternal context;
    private final Channel channel;
    private final List<Consumer<HttpHeaders>> answers = new ArrayList<>();
    private @Nullable String subprotocol;
    private boolean subprotocolChosen;

    private ServerHandshake(HttpServerRequest request, Channel channel) {
        this.request = request;
        this.context = ((HttpServerRequestInternal) request).context();
        this.channel = channel;
    }

    /**
     * Begins: pauses {@code request}, and keeps what comes behind it.
     *
     * @param request of HTTP/1.1, without a body
     */
    public static ServerHandshake of(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            throw new IllegalArgumentException("WebSocket over HTTP/2 is not supported");
        }
        Channel channel = ((ConnectionBase) request.connection()).channel();
        request.pause();
        EventLoops.execute(channel.eventLoop(), () -> {
            if (isThere(channel)) {
                UpgradeGate.shut(channel);
            }
        });
        return new ServerHandshake(request, channel);
    }

    /** A client that is gone leaves a pipeline without handlers behind. */
    private static boolean isThere(Channel channel) {
        return channel.isActive() && channel.pipeline().context(ConnectionPipeline.VERTX_HANDLER) != null;
    }

    /**
     * Leaves a request to upgrade on a {@linkplain #guard guarded} server to somebody else, who upgrades or answers it: its end is
     * withheld no longer. Does nothing to other requests.
     */
    public static void leave(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase base) {
            EventLoops.execute(base.channel().eventLoop(), () -> {
                UpgradeGate gate = base.channel().pipeline().get(UpgradeGate.class);
                if (gate != null) {
                    gate.leave(base.channel());
                }
            });
        }
    }

    /**
     * Guards a TCP connection against clients that take their time: it is closed if the head of a request, while none is under
     * way, is not complete within {@code headTimeout}. Besides, handlers in front of an endpoint need not pause requests to
     * upgrade, and nothing is lost that comes behind such a request.
     *
     * <p>To be called from {@link io.vertx.core.http.HttpServer#connectionHandler}. A server in clear text must be set up with
     * {@code setHttp2ClearTextEnabled(false)}: else Vert.x calls that handler only after a request.
     */
    public static void guard(HttpConnection connection, Duration headTimeout) {
        if (connection instanceof ConnectionBase base
                && base.channel().pipeline().get("httpDecoder") != null) {
            Channel channel = base.channel();
            EventLoops.execute(channel.eventLoop(), () -> {
                channel.pipeline()
                        .addBefore(ConnectionPipeline.VERTX_HANDLER, null, new RequestHeadTimeout(headTimeout));
                UpgradeGate.place(channel);
            });
        }
    }

    /** Accepts with the subprotocol chosen, null for none, whatever the HTTP server would choose. */
    public ServerHandshake withSubprotocol(@Nullable String chosen) {
        subprotocol = chosen;
        subprotocolChosen = true;
        return this;
    }

    /** Has {@code action} run, on the event loop, when the client is gone, or if it is already. */
    public void onGone(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }

    /** {@link #of}, accepted. */
    public static Future<Connection> accept(HttpServerRequest request, ConnectionOptions options) {
        return Future.succeededFuture(request).compose(any -> of(any).accept(options));
    }

    /**
     * Accepts the upgrade. The connection can be used from any thread at once: nothing the peer sends is lost.
     *
     * @return completes on the request's context; fails if the client is gone, or if the request is no WebSocket handshake, in
     *     which case it has been answered
     */
    public Future<Connection> accept(ConnectionOptions options) {
        String uri = request.uri();
        AgreedCompression compression;
        try {
            compression = agreeOnCompression(options);
        } catch (ExtensionHeader.MalformedException malformed) {
            request.response().setStatusCode(BAD_REQUEST).end(malformed.getMessage() + "\n");
            return context.failedFuture(malformed);
        }
        return onLoop(this::prepare)
                .compose(gate -> {
                    Future<ServerWebSocket> upgrade = request.toWebSocket();
                    EventLoops.execute(channel.eventLoop(), () -> gate.releaseEnd(channel));
                    return upgrade;
                })
                .compose(socket -> onLoop(() -> open(socket, uri, options, compression)));
    }

    /** Puts the answer to the client's offers into the headers of the 101. */
    private @Nullable AgreedCompression agreeOnCompression(ConnectionOptions options)
            throws ExtensionHeader.MalformedException {
        if (options.portableTransport()) {
            return null; // it cannot take compressed frames
        }
        CompressionAnswer answer =
                CompressionAnswer.to(request.headers().getAll(ExtensionHeader.FIELD), options.compression());
        if (answer == null) {
            return null;
        }
        answer(headers -> headers.set(ExtensionHeader.FIELD, answer.header()));
        return answer.agreed();
    }

    /**
     * Removes the compression Vert.x would agree to: its inflater has no limit, so that a small frame can become any amount of
     * memory.
     */
    private UpgradeGate prepare() {
        if (!isThere(channel)) {
            throw new IllegalStateException("the client is gone");
        }
        if (channel.pipeline().get(WebSocketServerExtensionHandler.class) != null) {
            channel.pipeline().remove(WebSocketServerExtensionHandler.class);
        }
        if (subprotocolChosen) {
            answer(this::putSubprotocol);
        }
        UpgradeGate gate = UpgradeGate.shut(channel);
        gate.answer(headers -> answers.forEach(change -> change.accept(headers)));
        return gate;
    }

    /** Has the headers of the 101 changed; before it is sent, so from {@link #prepare} or earlier. */
    private void answer(Consumer<HttpHeaders> change) {
        answers.add(change);
    }

    private void putSubprotocol(HttpHeaders headers) {
        headers.remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (subprotocol != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
    }

    private Connection open(
            ServerWebSocket socket, String uri, ConnectionOptions options, @Nullable AgreedCompression compression) {
        if (channel.pipeline().get(RequestHeadTimeout.class) != null) {
            channel.pipeline().remove(RequestHeadTimeout.class);
        }
        SocketConnection connection = ConnectionPipeline.open(channel, socket, context, true, options, compression);
        connection.opened(new HandshakeFacts(
                uri,
                socket.headers(),
                request.remoteAddress(),
                subprotocolChosen ? subprotocol : socket.subProtocol(),
                null));
        UpgradeGate.remove(channel);
        if (channel.pipeline().get(ChannelEvents.class) != null) {
            StandIn.relieve(channel, socket, connection);
        }
        EarlyBytes.release(channel);
        return connection;
    }

    /** Runs {@code step} on the channel's event loop, at once if this is it. */
    private <T> Future<T> onLoop(Supplier<T> step) {
        if (channel.eventLoop().inEventLoop()) {
            return Future.succeededFuture().map(ready -> step.get());
        }
        Promise<T> promise = context.promise();
        if (!EventLoops.execute(channel.eventLoop(), () -> {
            try {
                promise.complete(step.get());
            } catch (Throwable failed) {
                promise.fail(failed);
            }
        })) {
            promise.fail(new IllegalStateException("the event loop has ended"));
        }
        return promise.future();
    }
}
