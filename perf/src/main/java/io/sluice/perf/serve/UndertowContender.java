package io.sluice.perf.serve;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Undertow: a set of channels, and a write without blocking to each. */
final class UndertowContender implements Contender {

    private final Set<WebSocketChannel> channels = ConcurrentHashMap.newKeySet();

    @Override
    public int listen(Setup setup) {
        WebSocketConnectionCallback fanout = (exchange, channel) -> {
            channels.add(channel);
            channel.addCloseTask(channels::remove);
            channel.getReceiveSetter().set(new AbstractReceiveListener() {});
            channel.resumeReceives();
        };
        WebSocketConnectionCallback echo = (exchange, channel) -> {
            channel.getReceiveSetter().set(new Echo());
            channel.resumeReceives();
        };
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(Handlers.path()
                        .addExactPath(FANOUT, Handlers.websocket(fanout))
                        .addExactPath(ECHO, Handlers.websocket(echo)))
                .build();
        server.start();
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static final class Echo extends AbstractReceiveListener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            WebSockets.sendText(message.getData(), channel, null);
        }
    }

    @Override
    public void publish(String[] texts) {
        for (String text : texts) {
            for (WebSocketChannel channel : channels) {
                WebSockets.sendText(text, channel, null);
            }
        }
    }

    @Override
    public int members() {
        return channels.size();
    }
}
