package io.sluice.examples;

import io.sluice.server.SluiceServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** An example on a free port, and peers of it; all gone when closed. */
public final class RunningExample implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final List<Peer> peers = new ArrayList<>();
    private final int port;

    public RunningExample(String name, BiConsumer<Vertx, SluiceServer> endpoints) {
        port = ExampleServer.listen(vertx, name, endpoints, 0, "127.0.0.1")
                .blockingGet()
                .port();
    }

    public Vertx vertx() {
        return vertx;
    }

    public int port() {
        return port;
    }

    /** Where its page is. */
    public String pageUrl() {
        return "http://127.0.0.1:" + port + "/";
    }

    public Peer connect(String path, String... subprotocols) {
        Peer peer = new Peer(port, path, subprotocols);
        peers.add(peer);
        return peer;
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
        vertx.close().await();
    }
}
