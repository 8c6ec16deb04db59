package io.sluice.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.vertx.core.internal.ContextInternal;

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

    /** Puts a connection in front of the handler of Vert.x, just after the upgrade and before another byte is read. */
    static SocketConnection install(
            Channel channel, ContextInternal context, boolean server, ConnectionOptions options) {
        ChannelPipeline pipeline = channel.pipeline();
        // Writing from the frame encoder's place skips it, and the HTTP encoder that may still stand behind it.
        ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
        SocketConnection connection = new SocketConnection(encoder, context, server, options);
        pipeline.addBefore(
                VERTX_HANDLER,
                FrameHandler.NAME,
                new FrameHandler(connection, new MessageAssembler(options.maxMessageBytes())));
        // Last, since the decoder that goes hands on what it has not decoded yet.
        ChannelHandlerContext decoder = pipeline.context(WebSocketFrameDecoder.class);
        pipeline.replace(decoder.name(), decoder.name(), decoder(server, options));
        UpgradeGate.remove(channel);
        EarlyBytes.release(channel);
        return connection;
    }

    /** A decoder of our own, so that limits and refusals do not depend on how the server or client was set up. */
    private static WebSocket13FrameDecoder decoder(boolean server, ConnectionOptions options) {
        return new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(server)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(options.maxFrameBytes())
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build());
    }
}
