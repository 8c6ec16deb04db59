package io.sluice.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a TCP connection of HTTP/1 on which, while no request is under way, the head of the next one is not complete in time:
 * a peer that connects and says nothing, or says it byte by byte.
 *
 * <p>Threading: the event loop.
 */
final class RequestHeadTimeout extends ChannelDuplexHandler {

    private final Duration timeout;
    private @Nullable ScheduledFuture<?> timer;
    private int requests;
    private boolean interim;

    RequestHeadTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        start(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            requests++;
            stop();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            interim = response.status().code() < 200;
        }
        boolean last = message instanceof LastHttpContent && !interim;
        context.write(message, promise);
        if (last && --requests == 0) {
            start(context);
        }
    }

    private void start(ChannelHandlerContext context) {
        stop();
        timer = context.executor().schedule(() -> context.close(), timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
