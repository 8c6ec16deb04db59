package io.sluice.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
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
    private static final String VERTX_HANDLER = "handler";

    private ConnectionPipeline() {}

    /**
     * Before a server's handshake: makes sure that nothing is agreed on or lost that {@link #install} could not make good.
     *
     * <p>Removes the compression Vert.x would agree to: its inflater has no limit, so that a small frame can become any amount of
     * memory. Ours is agreed on by {@link CompressionAnswer}.
     */
    static void prepare(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(WebSocketServerExtensionHandler.class) != null) {
            pipeline.remove(WebSocketServerExtensionHandler.class);
        }
        if (pipeline.get(EarlyFrames.class) == null) {
            pipeline.addBefore(VERTX_HANDLER, null, new EarlyFrames());
        }
    }

    /** After a server's handshake that failed: the channel goes on with HTTP, or with somebody else's WebSocket. */
    static void abandon(Channel channel) {
        releaseEarlyFrames(channel);
    }

    private static void releaseEarlyFrames(Channel channel) {
        if (channel.pipeline().get(EarlyFrames.class) != null) {
            channel.pipeline().remove(EarlyFrames.class);
        }
    }

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
        return channel != null && canInstall(channel, options)
                ? install(channel, context, server, options, compression)
                : PortableTransport.open(socket, context, server, options);
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
        FrameDecoder decoder = new FrameDecoder(frames, server, compression != null);
        takeEarlyFrames(channel, connection, decoder);
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

    private static void takeEarlyFrames(Channel channel, SocketConnection connection, FrameDecoder decoder) {
        EarlyFrames early = channel.pipeline().get(EarlyFrames.class);
        if (early != null) {
            decoder.read(early.takeBytes(channel.alloc()));
            CloseStatus breach = early.breach();
            if (breach != null) {
                connection.closing().refuse(breach);
            }
            channel.pipeline().remove(early);
        }
    }
}
