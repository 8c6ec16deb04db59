package io.sluice.connection;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Stands in the channel's pipeline in front of the handler of Vert.x and takes every WebSocket frame in both directions, so
 * that the connection's own parts are the only ones to read and write.
 *
 * <p>Threading: the event loop.
 */
final class FrameHandler extends ChannelDuplexHandler {

    static final String NAME = "sluice";

    private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);

    private final SocketConnection connection;
    private final MessageAssembler assembler;

    FrameHandler(SocketConnection connection, MessageAssembler assembler) {
        this.connection = connection;
        this.assembler = assembler;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            connection.heartbeat().heard();
            if (connection.closing().listens() || frame instanceof CloseWebSocketFrame) {
                read(frame);
            }
        } catch (CloseException refused) {
            connection.closing().refuse(refused.status());
        } finally {
            frame.release();
        }
    }

    private void read(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            int code = close.statusCode();
            if (code != -1 && !CloseCode.isSendable(code)) {
                throw new CloseException(
                        CloseStatus.of(CloseCode.PROTOCOL_ERROR, "close code " + code), "close code " + code);
            }
            connection.closing().peerClosed(code == -1 ? CloseCode.NO_STATUS : code, close.reasonText());
        } else if (frame instanceof PingWebSocketFrame) {
            connection.outbound().pong(ByteBufUtil.getBytes(frame.content()));
        } else if (!(frame instanceof PongWebSocketFrame)) {
            Message message = assembler.add(frame);
            if (message != null) {
                connection.inbound().offer(message);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            connection.outbound().writable();
        }
        context.fireChannelWritabilityChanged();
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
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            int code = corrupted.closeStatus().code();
            connection.closing().refuse(CloseStatus.of(code, shortened(String.valueOf(cause.getMessage()))));
        } else if (context.channel().isActive()) {
            LOG.debug("connection failed", cause);
            connection.closing().abort(CloseStatus.abnormal(shortened(String.valueOf(cause))));
        }
    }

    /** Vert.x closes its WebSocket when its server or client ends: that is a going-away, by our own handshake. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CloseWebSocketFrame) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            connection.goAway();
        } else {
            context.write(message, promise);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40);
    }
}
