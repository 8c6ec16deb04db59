package io.sluice.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has TCP itself end a connection whose peer's system acknowledges nothing of what was sent (RFC 5482), where the channel can
 * be told to: on the native transports of Netty on Linux, but not on that of the JDK.
 *
 * <p>Linux ends with it, too, a connection whose peer lives but keeps its receive window shut for that long. So it is to be
 * set only while nothing else can tell of the peer's end.
 *
 * <p>Threading: the event loop.
 */
final class TcpUserTimeout {

    /** Options are one by name: so none of the native transports has to be there. */
    private static final List<ChannelOption<Integer>> OPTIONS = List.of(
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_USER_TIMEOUT"),
            ChannelOption.valueOf("io.netty.channel.uring.IoUringChannelOption#TCP_USER_TIMEOUT"));

    private final Channel channel;
    private @Nullable ChannelOption<Integer> changed;
    private int before;

    TcpUserTimeout(Channel channel) {
        this.channel = channel;
    }

    /** From now on what was sent has to be acknowledged within about {@code time}: Linux begins to count with the first repeat. */
    void set(Duration time) {
        if (changed != null || !channel.isActive()) {
            return;
        }
        for (ChannelOption<Integer> option : OPTIONS) {
            Integer present = channel.config().getOption(option);
            if (present != null) { // else it is not one of this channel's
                before = present;
                changed = option;
                channel.config().setOption(option, (int) Math.min(Integer.MAX_VALUE, Math.max(1, time.toMillis())));
                return;
            }
        }
    }

    /** As it was before. */
    void restore() {
        ChannelOption<Integer> option = changed;
        if (option != null) {
            changed = null;
            if (channel.isActive()) {
                channel.config().setOption(option, before);
            }
        }
    }
}
