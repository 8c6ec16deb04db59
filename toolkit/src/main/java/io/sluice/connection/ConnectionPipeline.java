package io.sluice.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * What Sluice changes in the pipeline of a channel that Vert.x upgraded. The names and places relied on here are those of
 * Vert.x 5.0 to 5.2, and pinned by tests.
 *
 * <p>Threading: the event loop of the channel.
 */
final class ConnectionPipeline {

    /** The handler of Vert.x, at the end of the pipeline; replaced in its place by the upgrade, under the same name. */
    static final String VERTX_HANDLER = "handler";

    private ConnectionPipeline() {}

    /**
     * Makes a connection of {@code socket}, just after its handshake and before anything of it has been read: in the pipeline
     * where that is one we know, else on the public interface of Vert.x, without compression.
     */
    static SocketConnection open(
            @Nullable Channel channel,
            WebSocketBase socket,
            ContextInternal context,
            boolean server,
            ConnectionOptions options,
            @Nullable AgreedCompression compression) {
        if (channel != null && canInstall(channel, options)) {
            SocketConnection direct = install(channel, context, server, options, compression);
            socket.shutdownHandler(v -> direct.goAway());
            return direct;
        }
        SocketConnection portable = PortableTransport.open(socket, context, server, options);
        if (compression != null) { // agreed on before it was known that it cannot be had
            portable.closing().refuse(CloseStatus.of(CloseCode.INTERNAL_ERROR, "no compression here"));
        }
        return portable;
    }

    /** Whether the places a connection needs are there, and it is wanted there. */
    private static boolean canInstall(Channel channel, ConnectionOptions options) {
        return !options.portableTransport()
                && channel.pipeline().context(VERTX_HANDLER) != null
                && channel.pipeline().context(WebSocketFrameEncoder.class) != null
                && channel.pipeline().context(WebSocketFrameDecoder.class) != null;
    }

    /** Puts a connection in front of the handler of Vert.x, just after the upgrade and before another byte is read. */
    static SocketConnection install(
            Channel channel,
            ContextInternal context,
            boolean server,
            ConnectionOptions options,
            @Nullable AgreedCompression compression) {
        ChannelPipeline pipeline = channel.pipeline();
        // Writing from the frame encoder's place skips it, and the HTTP encoder that may still stand behind it.
        ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
        ConnectionAccounts accounts = new ConnectionAccounts();
        Transport transport =
                new ChannelTransport(encoder, server ? FrameEncoder.unmasked() : FrameEncoder.masked(), accounts);
        SocketConnection connection =
                new SocketConnection(transport, channel.eventLoop(), context, accounts, server, options, compression);
        pipeline.addBefore(VERTX_HANDLER, ChannelEvents.NAME, new ChannelEvents(connection));
        FrameListener frames = connection.frames();
        if (compression != null) {
            frames = inflating(frames, channel, accounts, compression, options);
        }
        FrameDecoder decoder = compression == null
                ? FrameDecoder.plain(frames, server)
                : FrameDecoder.inflating(frames, server, connection.inbound()::isPaused);
        // Last, since the decoder that goes hands on what it has not decoded yet.
        ChannelHandlerContext decoderOfVertx = pipeline.context(WebSocketFrameDecoder.class);
        pipeline.replace(decoderOfVertx.name(), decoderOfVertx.name(), decoder);
        return connection;
    }

    private static FrameListener inflating(
            FrameListener frames,
            Channel channel,
            ConnectionAccounts accounts,
            AgreedCompression compression,
            ConnectionOptions options) {
        MessageInflater inflater = new MessageInflater(options.maxMessageBytes(), compression.peerContext());
        InflatingFrames inflating = new InflatingFrames(frames, inflater, accounts);
        channel.closeFuture().addListener(closed -> inflating.release());
        return inflating;
    }
}
