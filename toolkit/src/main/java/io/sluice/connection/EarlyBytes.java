package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what a client sends behind its upgrade request until a connection's own decoder can read it: HTTP would make nonsense
 * of it, and the decoder of Vert.x would have other limits than ours.
 *
 * <p>Bound: {@link #MAX_BYTES}, and what the read in progress still yields. Beyond it the socket is not read.
 *
 * <p>Threading: the event loop.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

    private static final int MAX_BYTES = 64 << 10;

    private final Queue<ByteBuf> kept = new ArrayDeque<>(0);
    private int bytes;
    private boolean pausing;

    private EarlyBytes() {}

    /** From now on; the request must have been decoded to its end, and nothing behind it yet. */
    static void hold(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null && pipeline.get(EarlyBytes.class) == null) {
            EarlyBytes early = new EarlyBytes();
            // In the decoder's place, since a decoder that goes hands on what it has not decoded. Another stands
            // behind, which never gets a byte: it is what the upgrade replaces.
            pipeline.replace(decoder.name(), "sluice-early", early);
            pipeline.addAfter("sluice-early", decoder.name(), new HttpRequestDecoder());
        }
    }

    /** Hands on what came to who stands behind now. */
    static void release(Channel channel) {
        if (channel.pipeline().get(EarlyBytes.class) != null) {
            channel.pipeline().remove(EarlyBytes.class);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf buffer) {
            bytes += buffer.readableBytes();
            kept.add(buffer);
            if (bytes >= MAX_BYTES) {
                pausing = true;
                context.channel().config().setAutoRead(false); // again, should Vert.x have resumed
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        boolean alive = context.channel().isActive();
        if (alive && pausing) {
            context.channel().config().setAutoRead(true); // before the connection gets bytes that may make it pause
        }
        boolean any = !kept.isEmpty();
        ByteBuf buffer;
        while ((buffer = kept.poll()) != null) {
            if (alive) {
                context.fireChannelRead(buffer);
            } else {
                buffer.release();
            }
        }
        if (alive && any) {
            context.fireChannelReadComplete();
        }
    }
}
