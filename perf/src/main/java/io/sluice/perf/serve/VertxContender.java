package io.sluice.perf.serve;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Vert.x alone: a set of sockets, and a write to each. */
final class VertxContender implements Contender {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    // Event loop only.
    private final Set<ServerWebSocket> sockets = new LinkedHashSet<>();

    // Written on the event loop.
    private volatile int members;

    @Override
    public int listen(Setup setup) throws Exception {
        return OnContext.call(
                context,
                () -> vertx.createHttpServer(options(setup))
                        .webSocketHandler(this::serve)
                        .listen()
                        .map(server -> server.actualPort()));
    }

    private void serve(ServerWebSocket socket) {
        if (socket.path().equals(ECHO)) {
            socket.textMessageHandler(socket::writeTextMessage);
            return;
        }
        sockets.add(socket);
        members = sockets.size();
        socket.closeHandler(closed -> {
            sockets.remove(socket);
            members = sockets.size();
        });
    }

    @Override
    public void publish(String[] texts) {
        context.runOnContext(go -> {
            for (String text : texts) {
                for (ServerWebSocket socket : sockets) {
                    socket.writeTextMessage(text);
                }
            }
        });
    }

    @Override
    public int members() {
        return members;
    }

    /** What every contender on Vert.x is served with. */
    static HttpServerOptions options(Setup setup) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setAcceptBacklog(1_024)
                .setPerMessageWebSocketCompressionSupported(setup.compress());
        Path keyStore = setup.keyStore();
        if (keyStore != null) {
            options.setSsl(true)
                    .setKeyCertOptions(new PfxOptions()
                            .setPath(keyStore.toString())
                            .setPassword(ServeContender.KEY_STORE_PASSWORD));
        }
        return options;
    }
}
