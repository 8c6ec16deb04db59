package io.sluice.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the handler of Vert.x while a request to upgrade is decided on: what the client sends behind it is kept
 * for the connection to come, and the answer passes here.
 *
 * <p>Placed when a TCP connection opens it also withholds the end of such a request until the handshake takes it, so that
 * handlers which take their time need not pause the request: Vert.x refuses to upgrade one that has been read to its end.
 *
 * <p>A refusal ends the TCP connection, since what stands behind the request is no HTTP any more.
 *
 * <p>Threading: the event loop.
 */
final class UpgradeGate extends ChannelDuplexHandler {

    private boolean upgrading;
    private boolean refused;
    private boolean withholding;
    private boolean left;
    private @Nullable Object end;
    private Consumer<HttpHeaders> answer = headers -> {};

    private UpgradeGate() {}

    /** Puts a gate into a new TCP connection, which any request to upgrade on it shuts. */
    static void place(Channel channel) {
        if (channel.pipeline().get(UpgradeGate.class) == null) {
            channel.pipeline().addBefore(ConnectionPipeline.VERTX_HANDLER, null, new UpgradeGate());
        }
    }

    /** Shuts the gate of {@code channel}, on which a request to upgrade is being handled. */
    static UpgradeGate shut(Channel channel) {
        place(channel);
        UpgradeGate gate = channel.pipeline().get(UpgradeGate.class);
        gate.shutNow(channel);
        return gate;
    }

    private void shutNow(Channel channel) {
        if (!upgrading) {
            upgrading = true;
            EarlyBytes.hold(channel);
        }
    }

    /** Has the headers of a 101 changed on its way out. */
    void answer(Consumer<HttpHeaders> change) {
        answer = change;
    }

    /** Lets the end of the request pass: it is being upgraded. */
    void releaseEnd(Channel channel) {
        withholding = false;
        Object last = end;
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (last != null && context != null) {
            end = null;
            context.fireChannelRead(last);
        }
    }

    /** The request is somebody else's: what comes behind it waits for their answer, and then is theirs. */
    void leave(Channel channel) {
        if (upgrading) {
            left = true;
            releaseEnd(channel);
        }
    }

    /** Takes the gate away: the connection stands. */
    static void remove(Channel channel) {
        if (channel.pipeline().get(UpgradeGate.class) != null) {
            channel.pipeline().remove(UpgradeGate.class);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && isUpgrade(request)) {
            withholding = true;
            shutNow(context.channel());
        }
        if (withholding && message instanceof LastHttpContent && !(message instanceof HttpRequest)) {
            end = message; // it has no content, and so no memory to release
        } else {
            context.fireChannelRead(message);
        }
    }

    private static void open(Channel channel) {
        remove(channel);
        EarlyBytes.release(channel);
    }

    private static boolean isUpgrade(HttpRequest request) {
        return request.decoderResult().isSuccess()
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && !HttpUtil.isTransferEncodingChunked(request)
                && "0".equals(request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0"));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (upgrading && message instanceof HttpResponse response) {
            if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                answer.accept(response.headers());
                if (left) {
                    context.executor().execute(() -> open(context.channel())); // when their pipeline stands
                }
            } else if (response.status().code() >= 200) {
                refused = true;
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        if (refused && message instanceof LastHttpContent) {
            context.write(message, promise.unvoid().addListener(ChannelFutureListener.CLOSE));
        } else {
            context.write(message, promise);
        }
    }
}
