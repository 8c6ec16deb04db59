package io.sluice.perf.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What an expert writes who needs nothing but speed, the floor on the JVM: a message is encoded once, as the bytes of its frame,
 * which all connections share; written without promises; flushed once per connection and turn. Nothing is bounded here but by
 * the channel's memory.
 */
final class NettyContender implements Contender {

    private final EventLoopGroup loop;
    private final Class<? extends ServerSocketChannel> sockets;

    // Event loop only.
    private final Set<Channel> channels = new LinkedHashSet<>();

    // Written on the event loop.
    private volatile int members;

    NettyContender(IoHandlerFactory io, Class<? extends ServerSocketChannel> sockets) {
        loop = new MultiThreadIoEventLoopGroup(1, io);
        this.sockets = sockets;
    }

    @Override
    public int listen(Setup setup) throws Exception {
        Channel server = new ServerBootstrap()
                .group(loop)
                .channel(sockets)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new NettyPipeline(setup, this::joined))
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((java.net.InetSocketAddress) server.localAddress()).getPort();
    }

    private void joined(Channel channel) {
        channels.add(channel);
        members = channels.size();
        channel.closeFuture().addListener(closed -> {
            channels.remove(channel);
            members = channels.size();
        });
    }

    @Override
    public void publish(String[] texts) {
        loop.execute(() -> {
            ByteBuf[] frames = new ByteBuf[texts.length];
            for (int i = 0; i < texts.length; i++) {
                frames[i] = frame(texts[i]);
            }
            for (Channel channel : channels) {
                for (ByteBuf frame : frames) {
                    channel.write(frame.retainedDuplicate(), channel.voidPromise());
                }
                channel.flush();
            }
            for (ByteBuf frame : frames) {
                frame.release();
            }
        });
    }
    /** Of one final text frame (RFC 6455 section 5.2). */
    private static ByteBuf frame(String text) {
        ByteBuf frame = io.netty.buffer.PooledByteBufAllocator.DEFAULT.directBuffer(text.length() + 10);
        frame.writeByte(0x81);
        if (text.length() <= 125) {
            frame.writeByte(text.length());
        } else if (text.length() <= 0xffff) {
            frame.writeByte(126).writeShort(text.length());
        } else {
            frame.writeByte(127).writeLong(text.length());
        }
        frame.writeCharSequence(text, US_ASCII);
        return frame;
    }

    @Override
    public int members() {
        return members;
    }
}
