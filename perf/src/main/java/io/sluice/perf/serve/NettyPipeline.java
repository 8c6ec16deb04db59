package io.sluice.perf.serve;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** The pipeline of Netty's WebSocket server, of whose handlers those that are done are taken out again. */
final class NettyPipeline extends ChannelInitializer<Channel> {

    private static final int MAX_REQUEST_BYTES = 8 << 10;

    private final Consumer<Channel> joined;
    private final @Nullable SslContext tls;

    /** @param joined told each connection that gets what is published, on the event loop */
    NettyPipeline(Setup setup, Consumer<Channel> joined) throws Exception {
        this.joined = joined;
        tls = setup.keyStore() == null ? null : tls(setup.keyStore());
    }

    private static SslContext tls(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, ServeContender.KEY_STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, ServeContender.KEY_STORE_PASSWORD.toCharArray());
        return SslContextBuilder.forServer(keys).build();
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc()));
        }
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES));
        pipeline.addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .build()));
        pipeline.addLast(new Upgraded());
    }

    /** Waits for the handshake, and makes room for what the path is for. */
    private final class Upgraded extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete done) {
                ChannelPipeline pipeline = context.pipeline();
                if (done.requestUri().equals(Contender.ECHO)) {
                    pipeline.replace(this, "echo", new Echo());
                } else {
                    pipeline.remove(this);
                    joined.accept(context.channel());
                }
            }
        }
    }

    /** Flushes once for all that one read brought. */
    private static final class Echo extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof TextWebSocketFrame frame) {
                context.write(frame, context.voidPromise());
            } else {
                super.channelRead(context, message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
