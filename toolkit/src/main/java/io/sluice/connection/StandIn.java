package io.sluice.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ShutdownEvent;
import io.vertx.core.net.impl.VertxHandler;

/**
 * Takes the place of the handler of Vert.x at the end of the pipeline of a server's connection, and answers for it to the
 * server: when that shuts down, or closes its channels, the connection goes away by its own handshake.
 *
 * <p>Why: the handler holds a WebSocket, the HTTP connection it was before, and their queues, 11 of the 15 kB of an idle
 * connection of Vert.x, of which nothing is used any more.
 *
 * <p>Threading: the event loop.
 */
final class StandIn extends ChannelDuplexHandler {

    private final SocketConnection connection;

    private StandIn(SocketConnection connection) {
        this.connection = connection;
    }

    /**
     * Relieves the handler of Vert.x of {@code channel}, unless somebody still needs it: it tells metrics of the end, and
     * unregisters the event bus addresses a server may give its WebSockets.
     */
    static void relieve(Channel channel, ServerWebSocket socket, SocketConnection connection) {
        if (channel.pipeline().get(ConnectionPipeline.VERTX_HANDLER) instanceof VertxHandler<?> handler
                && handler.getConnection().metrics() == null
                && socket.textHandlerID() == null) {
            channel.pipeline()
                    .replace(
                            ConnectionPipeline.VERTX_HANDLER,
                            ConnectionPipeline.VERTX_HANDLER,
                            new StandIn(connection));
        }
    }

    /** The server closes the channel; a hard close of ours starts from another place and does not come by here. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        connection.goAway();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ShutdownEvent) {
            connection.goAway();
        } else if (event instanceof IdleStateEvent) {
            context.close(); // what the server was told to do with idle connections
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {}

    @Override
    public void channelInactive(ChannelHandlerContext context) {}
}
