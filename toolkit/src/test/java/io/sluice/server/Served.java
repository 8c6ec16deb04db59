package io.sluice.server;

import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** A {@link SluiceServer} on a free port, with a Vert.x of its own. */
final class Served implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final SluiceServer server;

    private Served(ServerOptions options) {
        server = SluiceServer.create(vertx, options);
    }

    static Served with(ServerOptions options, Consumer<SluiceServer> routes) {
        Served served = new Served(options);
        routes.accept(served.server);
        Wait.result(served.server.listen(0, "127.0.0.1"));
        return served;
    }

    static Served with(Consumer<SluiceServer> routes) {
        return with(options(), routes);
    }

    /** Small kernel buffers, no pings, and time for everything. */
    static ServerOptions options() {
        return ServerOptions.create().withHttp(TestServer.transport()).withConnection(TestServer.CALM);
    }

    SluiceServer server() {
        return server;
    }

    Vertx vertx() {
        return vertx;
    }

    RawPeer dial(String path) {
        return RawPeer.connect(server.port(), path);
    }

    /** A client that has asked to upgrade, and not read the answer. */
    RawPeer ask(String path, String... moreHeaders) {
        RawPeer peer = RawPeer.open(server.port());
        peer.sendBytes(RawPeer.upgradeRequest(path, server.port(), moreHeaders));
        return peer;
    }

    /** The status a client gets that asks to upgrade; its connection is cut then. */
    int statusOf(String path, String... moreHeaders) {
        try (RawPeer peer = ask(path, moreHeaders)) {
            return status(peer.readHead());
        }
    }

    static int status(String head) {
        return Integer.parseInt(head.split(" ", -1)[1]);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
