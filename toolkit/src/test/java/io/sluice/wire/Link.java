package io.sluice.wire;

import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A connection of ours, on either side, and the raw peer at its other end. */
public final class Link implements AutoCloseable {

    private final Connection connection;
    private final RawPeer peer;
    private final List<AutoCloseable> resources;

    private Link(Connection connection, RawPeer peer, AutoCloseable... resources) {
        this.connection = connection;
        this.peer = peer;
        this.resources = List.of(resources);
    }

    public static Link open(Side side) {
        return open(side, TestServer.CALM);
    }

    /** A link whose peer sends {@code moreHeaders} in its request or its response. */
    public static Link open(Side side, ConnectionOptions options, String... moreHeaders) {
        return side == Side.SERVER ? toOurServer(options, moreHeaders) : fromOurClient(options, moreHeaders);
    }

    private static Link toOurServer(ConnectionOptions options, String... moreHeaders) {
        TestServer server = TestServer.idle(options);
        RawPeer peer = RawPeer.connect(server.port(), "/", moreHeaders);
        return new Link(server.accepted(), peer, server);
    }

    private static Link fromOurClient(ConnectionOptions options, String... moreHeaders) {
        Vertx vertx = Vertx.vertx();
        RawServer server = new RawServer();
        CompletableFuture<Connection> connection = SluiceClient.create(vertx, transport(), options)
                .connect(server.uri())
                .toCompletionStage()
                .toCompletableFuture();
        RawPeer peer = server.upgradeWith(moreHeaders);
        return new Link(connection.join(), peer, server, () -> vertx.close().await());
    }

    /** Small kernel buffers, so that pushing back is felt soon. */
    public static WebSocketClientOptions transport() {
        return new WebSocketClientOptions()
                .setReceiveBufferSize(RawPeer.KERNEL_BUFFER)
                .setSendBufferSize(RawPeer.KERNEL_BUFFER);
    }

    public Connection connection() {
        return connection;
    }

    public RawPeer peer() {
        return peer;
    }

    /** Waits for the end. */
    public CloseStatus closed() {
        return Wait.closed(connection);
    }

    /** Cuts the connection and ends what carried it. */
    @Override
    public void close() throws Exception {
        connection.cancel();
        peer.close();
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }
}
