package io.sluice.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps the frames that a client sent right behind its upgrade request, without waiting for the answer: they are decoded
 * while the handshake still runs, and Vert.x would drop them without releasing their memory.
 *
 * <p>Bound: what the HTTP decoder holds when the request is complete, one socket buffer.
 *
 * <p>Threading: the event loop.
 */
final class EarlyFrames extends ChannelInboundHandlerAdapter {

    private final Queue<WebSocketFrame> frames = new ArrayDeque<>(0);

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame frame) {
            frames.add(frame);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** Passes on what came, to whoever stands behind this handler now. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        WebSocketFrame frame;
        while ((frame = frames.poll()) != null) {
            context.fireChannelRead(frame);
        }
    }
}
