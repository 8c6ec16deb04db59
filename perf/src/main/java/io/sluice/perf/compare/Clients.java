package io.sluice.perf.compare;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Any number of connections of the driver, on one epoll.
 *
 * <p>Threading: its methods are for the thread that made it; connections and what they count live on the loop's own.
 */
final class Clients implements AutoCloseable {

    /** Connections from one source address: below the limit a server may have, and below the number of ports. */
    private static final int PER_ADDRESS = 500;
    /** Handshakes under way at a time: fewer than a server's accept queue takes. */
    private static final int WINDOW = 200;

    private static final int READ_BYTES = 64 << 10;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ClientCounts counts = new ClientCounts();
    private final List<Channel> channels = new ArrayList<>(); // the caller's thread only
    private final @Nullable SslContext tls;
    private int started;

    Clients(@Nullable SslContext tls) {
        this.tls = tls;
    }

    ClientCounts counts() {
        return counts;
    }

    /** Opens {@code count} more, a window at a time, and blocks until all are open. */
    List<Channel> open(int port, ClientKind kind, int count, Duration limit) throws IOException {
        Bootstrap bootstrap = bootstrap(port, kind);
        int before = counts.openings();
        int first = channels.size();
        long deadline = System.nanoTime() + limit.toNanos();
        for (int begun = 0; begun < count; ) {
            if (begun - (counts.openings() - before) < WINDOW) {
                begun++;
                channels.add(bootstrap
                        .connect(bootstrap.config().remoteAddress(), source())
                        .channel());
            } else {
                pause(deadline);
            }
        }
        await(() -> counts.openings() - before >= count, limit);
        return List.copyOf(channels.subList(first, channels.size()));
    }

    private InetSocketAddress source() {
        return new InetSocketAddress("127.0.0." + (1 + started++ / PER_ADDRESS % 250), 0);
    }

    private Bootstrap bootstrap(int port, ClientKind kind) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, 2 << 20))
                .remoteAddress("127.0.0.1", port);
        if (kind.receiveBuffer() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, kind.receiveBuffer());
        }
        return bootstrap.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(new ClientHandler(kind, counts));
            }
        });
    }

    /** Has every connection send {@code frames}, as they are; the buffer is taken over. */
    void sendEverywhere(List<Channel> to, ByteBuf frames) throws IOException {
        call(() -> {
            for (Channel channel : to) {
                channel.writeAndFlush(frames.retainedDuplicate(), channel.voidPromise());
            }
            return frames.release();
        });
    }

    void awaitReceived(long total, Duration limit) throws IOException {
        await(() -> counts.received() >= total, limit);
    }

    /** The delays of messages, from when they were due, in microseconds, since the last call. */
    Histogram takeDelays() throws IOException {
        return call(counts::takeDelays);
    }

    /** Closes {@code some} of them and blocks until they are closed. */
    void close(List<Channel> some) throws IOException {
        int all = counts.closings() + some.size();
        channels.removeAll(Set.copyOf(some));
        call(() -> {
            some.forEach(Channel::close);
            return 0;
        });
        await(() -> counts.closings() >= all, Duration.ofSeconds(20));
    }

    /** After a failure: nothing is open, and nothing has failed. */
    void reset() throws IOException {
        List<Channel> left = List.copyOf(channels);
        channels.clear();
        call(() -> {
            left.forEach(Channel::close);
            counts.forgive();
            return 0;
        });
    }

    private void await(BooleanSupplier done, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            pause(deadline);
        }
    }

    /** Looking often enough, and not so often that it takes the driver's core from it. */
    private void pause(long deadline) throws IOException {
        if (counts.failure() != null) {
            throw new IOException("a connection has failed", counts.failure());
        }
        if (System.nanoTime() > deadline) {
            throw new IOException("took too long: " + counts);
        }
        LockSupport.parkNanos(100_000);
    }

    private <T> T call(Supplier<T> task) throws IOException {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(task, loop);
        try {
            return result.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IOException("the driver does not answer", failed);
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
