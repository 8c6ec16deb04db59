package io.sluice.perf.serve;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.vertx.core.transport.Transport;
import java.util.Locale;

/** Who can be compared, by the name used on the command line and in results. */
public enum ContenderName {
    NETTY,
    SLUICE_NIO,
    SLUICE_EPOLL,
    SLUICE_IO_URING,
    VERTX,
    VERTX_RX,
    REACTOR_NETTY,
    UNDERTOW,
    JETTY,
    PEKKO,
    NETTY_GROUP,
    NETTY_IO_URING;

    Contender make() {
        return switch (this) {
            case NETTY -> new NettyContender(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
            case SLUICE_NIO -> new SluiceContender(Transport.NIO);
            case SLUICE_EPOLL -> new SluiceContender(Transport.EPOLL);
            case SLUICE_IO_URING -> new SluiceContender(Transport.IO_URING);
            case VERTX -> new VertxContender();
            case VERTX_RX -> new RxVertxContender();
            case REACTOR_NETTY -> new ReactorNettyContender();
            case UNDERTOW -> new UndertowContender();
            case JETTY -> new JettyContender();
            case PEKKO -> new PekkoContender();
            case NETTY_GROUP -> new ChannelGroupContender();
            case NETTY_IO_URING -> new NettyContender(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
        };
    }

    /** Whether it is Sluice, on whatever transport. */
    public boolean isSluice() {
        return this == SLUICE_NIO || this == SLUICE_EPOLL || this == SLUICE_IO_URING;
    }

    /** As it is written: {@code sluice-epoll}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
