package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

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
    private @Nullable CloseStatus breach;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame frame) {
            frames.add(frame);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            int code = corrupted.closeStatus().code();
            breach = CloseStatus.of(CloseCode.isSendable(code) ? code : CloseCode.PROTOCOL_ERROR, "");
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    /** What was wrong behind the frames that came, if anything. */
    @Nullable
    CloseStatus breach() {
        return breach;
    }

    /** The frames that came, as they travelled, for the decoder that should have seen them. */
    ByteBuf takeBytes(ByteBufAllocator allocator) {
        ByteBuf bytes = allocator.buffer();
        WebSocketFrame frame;
        while ((frame = frames.poll()) != null) {
            ByteBuf payload = frame.content();
            FrameEncoder.headerOfMasked(firstByte(frame), payload.readableBytes(), bytes);
            bytes.writeBytes(payload);
            frame.release();
        }
        return bytes;
    }

    private static int firstByte(WebSocketFrame frame) {
        return (frame.isFinalFragment() ? 0x80 : 0) | (frame.rsv() << 4) | opcode(frame);
    }

    private static int opcode(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame) {
            return FrameEncoder.TEXT;
        } else if (frame instanceof BinaryWebSocketFrame) {
            return FrameEncoder.BINARY;
        } else if (frame instanceof ContinuationWebSocketFrame) {
            return FrameEncoder.CONTINUATION;
        } else if (frame instanceof PingWebSocketFrame) {
            return FrameEncoder.PING;
        } else if (frame instanceof PongWebSocketFrame) {
            return FrameEncoder.PONG;
        } else if (frame instanceof CloseWebSocketFrame) {
            return FrameEncoder.CLOSE;
        }
        throw new IllegalArgumentException("a frame of unknown kind: " + frame);
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
