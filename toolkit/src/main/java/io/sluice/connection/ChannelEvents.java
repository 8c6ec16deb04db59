package io.sluice.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.sluice.message.CloseStatus;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Stands in the channel's pipeline in front of the handler of Vert.x: tells the connection what befalls the channel, and keeps
 * Vert.x from writing frames of its own.
 *
 * <p>Threading: the event loop.
 */
final class ChannelEvents extends ChannelDuplexHandler {

    static final String NAME = "sluice";

    private static final Logger LOG = LoggerFactory.getLogger(ChannelEvents.class);
    private static final int LONGEST_REASON = 40;

    private final SocketConnection connection;

    ChannelEvents(SocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.inbound().readComplete();
        context.fireChannelReadComplete();
    }

    /**
     * Not for Vert.x to know: while it takes the socket for full it holds back the close frame that tells us of the end of its
     * server or client, behind a source that always has more, or a peer that does not read, for ever.
     */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            connection.outbound().writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.closing().channelGone();
        context.fireChannelInactive();
    }

    /** The peer ended its direction of TLS: what a FIN is without it, which closes the channel by itself. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            connection.closing().inputEnded();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (context.channel().isActive()) {
            LOG.debug("connection failed", cause);
            connection.closing().abort(CloseStatus.abnormal(shortened(String.valueOf(cause))));
        }
    }

    /** Vert.x closes its WebSocket when its server or client ends: that is a going-away, by our own handshake. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof WebSocketFrame) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            if (message instanceof CloseWebSocketFrame) {
                connection.goAway();
            }
        } else {
            context.write(message, promise);
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
    }
}
