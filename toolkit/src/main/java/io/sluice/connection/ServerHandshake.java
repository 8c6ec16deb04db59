package io.sluice.connection;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/** Turns an upgrade request into a connection; used by the server room. */
public final class ServerHandshake {

    private static final int BAD_REQUEST = 400;

    private ServerHandshake() {}

    /**
     * Accepts the upgrade.
     *
     * <p>Threading: to be called on the request's context, before its body has been read; the future completes there. The
     * connection can be used from any thread at once: nothing the peer sends is lost.
     *
     * @return fails if the request is no WebSocket handshake, in which case it has been answered
     */
    public static Future<Connection> accept(HttpServerRequest request, ConnectionOptions options) {
        ContextInternal context = ContextInternal.current();
        if (context == null || !context.isEventLoopContext()) {
            return Future.failedFuture(
                    new IllegalStateException(
                            "WebSocket endpoints run on event-loop contexts: deploy the server's verticle with ThreadingModel.EVENT_LOOP"));
        }
        if (request.version() == HttpVersion.HTTP_2) {
            return Future.failedFuture(new IllegalStateException("WebSocket over HTTP/2 is not supported"));
        }
        AgreedCompression compression;
        try {
            compression = agreeOnCompression(request, options);
        } catch (ExtensionHeader.MalformedException malformed) {
            request.response().setStatusCode(BAD_REQUEST).end(malformed.getMessage() + "\n");
            return Future.failedFuture(malformed);
        }
        Channel channel = ((ConnectionBase) request.connection()).channel();
        ConnectionPipeline.prepare(channel);
        String uri = request.uri();
        return Future.succeededFuture()
                .compose(ready -> request.toWebSocket()) // within, since it throws when the body has been read
                .map(socket -> open(channel, context, socket, uri, options, compression))
                .onFailure(refused -> channel.eventLoop().execute(() -> ConnectionPipeline.abandon(channel)));
    }

    /** Puts the answer to the client's offers into the headers of the 101. */
    private static @Nullable AgreedCompression agreeOnCompression(HttpServerRequest request, ConnectionOptions options)
            throws ExtensionHeader.MalformedException {
        CompressionAnswer answer =
                CompressionAnswer.to(request.headers().getAll(ExtensionHeader.FIELD), options.compression());
        if (answer == null) {
            return null;
        }
        request.response().putHeader(ExtensionHeader.FIELD, answer.header());
        return answer.agreed();
    }

    private static Connection open(
            Channel channel,
            ContextInternal context,
            ServerWebSocket socket,
            String uri,
            ConnectionOptions options,
            @Nullable AgreedCompression compression) {
        SocketConnection connection = ConnectionPipeline.install(channel, context, true, options, compression);
        socket.shutdownHandler(v -> connection.goAway());
        connection.opened(
                new HandshakeFacts(uri, socket.headers(), socket.remoteAddress(), socket.subProtocol(), socket));
        return connection;
    }
}
