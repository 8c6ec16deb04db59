package io.sluice.perf.serve;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.vertx.core.transport.Transport;
import java.util.Locale;

/** Who can be compared, by the name used on the command line and in results. */
public enum ContenderName {
    NETTY,
    SLUICE_NIO,
    SLUICE_EPOLL,
    SLUICE_IO_URING,
    VERTX;

    Contender make() {
        return switch (this) {
            case NETTY -> new NettyContender(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
            case SLUICE_NIO -> new SluiceContender(Transport.NIO);
            case SLUICE_EPOLL -> new SluiceContender(Transport.EPOLL);
            case SLUICE_IO_URING -> new SluiceContender(Transport.IO_URING);
            case VERTX -> new VertxContender();
        };
    }

    /** As it is written: {@code sluice-epoll}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
