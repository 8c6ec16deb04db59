package io.sluice.connection;

import io.netty.channel.Channel;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import org.jspecify.annotations.Nullable;

/** Connects and turns the socket into a connection; used by the client room. */
public final class ClientHandshake {

    private ClientHandshake() {}

    /**
     * Connects with {@code client}.
     *
     * <p>Threading: any thread. On an event-loop context, which becomes the connection's, the future completes there; else a
     * new event-loop context is made for it.
     */
    public static Future<Connection> connect(
            Vertx vertx, WebSocketClient client, WebSocketConnectOptions target, ConnectionOptions options) {
        Context current = vertx.getOrCreateContext();
        ContextInternal context = current.isEventLoopContext()
                ? (ContextInternal) current
                : ((VertxInternal) vertx).createEventLoopContext();
        Promise<Connection> promise = Promise.promise();
        CompressionOffer offer = new CompressionOffer(options.compression());
        WebSocketConnectOptions offering = offering(target, offer.header());
        // On the context, so that the socket opens on its loop and is taken over before another byte is read.
        context.runOnContext(v -> Future.succeededFuture()
                .compose(ready -> client.connect(offering)) // within, since a closed client throws
                .map(socket -> open(context, client, socket, target.getURI(), options, offer))
                .onComplete(promise));
        return promise.future();
    }

    private static WebSocketConnectOptions offering(WebSocketConnectOptions target, @Nullable String extensions) {
        return extensions == null
                ? target
                : new WebSocketConnectOptions(target).putHeader(ExtensionHeader.FIELD, extensions);
    }

    private static Connection open(
            ContextInternal context,
            WebSocketClient client,
            WebSocket socket,
            String uri,
            ConnectionOptions options,
            CompressionOffer offer) {
        Channel channel = ((WebSocketInternal) socket).channelHandlerContext().channel();
        SocketConnection connection;
        try {
            AgreedCompression compression = offer.agree(socket.headers().getAll(ExtensionHeader.FIELD));
            connection = ConnectionPipeline.install(channel, context, false, options, compression);
        } catch (IncompatibleExtensionException refused) {
            ConnectionPipeline.install(channel, context, false, options, null)
                    .closing()
                    .refuse(CloseStatus.of(CloseCode.PROTOCOL_ERROR, "extension not offered, or not valid"));
            throw refused;
        }
        socket.shutdownHandler(v -> connection.goAway());
        connection.opened(
                new HandshakeFacts(uri, socket.headers(), socket.remoteAddress(), socket.subProtocol(), client));
        return connection;
    }
}
