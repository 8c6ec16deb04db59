package io.sluice.connection;

import io.netty.channel.Channel;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/**
 * One attempt to connect, which turns the socket that opens into a connection; used by the client room.
 *
 * <p>Invariant: {@code opening} is completed once, by the connection, by a failure, by the deadline or by {@link #giveUp}; a
 * connection that comes too late for it is cut.
 *
 * <p>Threading: the handshake, and taking the socket over, happen on {@code wire}, an event-loop context, so that this is done
 * before another byte is read. {@code context} is the caller's, on which the connection signals: the same one if it is an
 * event-loop context, else of the same event loop.
 */
public final class ClientHandshake {

    private final Vertx vertx;
    private final WebSocketClient client;
    private final WebSocketConnectOptions target;
    private final ConnectionOptions options;
    private final ContextInternal context;
    private final ContextInternal wire;
    private final CompressionOffer offer;
    private final Promise<Connection> opening;

    /**
     * An attempt with {@code client}, not yet begun.
     *
     * <p>Threading: any thread. The context it is made on becomes the connection's; outside of Vert.x a new event-loop context
     * is made for it.
     *
     * @param timeout how long to wait for the connection, from the first step to the server's answer
     */
    public ClientHandshake(
            Vertx vertx,
            WebSocketClient client,
            WebSocketConnectOptions target,
            Duration timeout,
            ConnectionOptions options) {
        this.vertx = vertx;
        this.client = client;
        this.target = new WebSocketConnectOptions(target).setTimeout(timeout.toMillis());
        this.options = options;
        offer = new CompressionOffer(options.portableTransport() ? Compression.OFF : options.compression());
        context = (ContextInternal) vertx.getOrCreateContext();
        wire = context.isEventLoopContext()
                ? context
                : context.toBuilder()
                        .withThreadingModel(ThreadingModel.EVENT_LOOP)
                        .build();
        opening = context.promise();
    }

    /**
     * Begins to connect; to be called once, from any thread.
     *
     * @return the connection, on its context. Fails with what Vert.x reports, or with {@link TimeoutException}
     */
    public Future<Connection> start() {
        wire.runOnContext(v -> connect());
        return opening.future();
    }

    /**
     * Nobody waits for the connection any more; any thread.
     *
     * <p>Vert.x knows no way to end an attempt: its socket goes when the server answers, at the latest with the time-out.
     */
    public void giveUp() {
        opening.tryFail(new CancellationException("given up"));
    }

    private void connect() {
        if (opening.future().isComplete()) {
            return;
        }
        long millis = target.getTimeout();
        long deadline = vertx.setTimer(
                millis, fired -> opening.tryFail(new TimeoutException("no connection within " + millis + " ms")));
        opening.future().onComplete(ended -> vertx.cancelTimer(deadline));
        offerExtensions();
        Future.succeededFuture()
                .compose(ready -> client.connect(target)) // within, since a closed client throws
                .map(this::open)
                .onComplete(this::handOver, opening::tryFail);
    }

    private void offerExtensions() {
        String header = offer.header();
        if (header != null) {
            target.putHeader(ExtensionHeader.FIELD, header);
        }
    }

    private void handOver(Connection connection) {
        if (!opening.tryComplete(connection)) {
            connection.cancel();
        }
    }

    private Connection open(WebSocket socket) {
        Channel channel = socket instanceof WebSocketInternal known
                ? known.channelHandlerContext().channel()
                : null;
        SocketConnection connection;
        try {
            AgreedCompression compression = offer.agree(socket.headers().getAll(ExtensionHeader.FIELD));
            connection = ConnectionPipeline.open(channel, socket, context, false, options, compression);
        } catch (IncompatibleExtensionException refused) {
            ConnectionPipeline.open(channel, socket, context, false, options, null)
                    .closing()
                    .refuse(CloseStatus.of(CloseCode.PROTOCOL_ERROR, "extension not offered, or not valid"));
            throw refused;
        }
        connection.opened(new HandshakeFacts(
                target.getURI(), socket.headers(), socket.remoteAddress(), socket.subProtocol(), client));
        return connection;
    }
}
