package io.sluice.conformance;

import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server and a client of ours that echo, and the raw ones they talk to: started once for as many connections as it takes. */
final class Echoes implements AutoCloseable {

    /** An echo and the raw peer at its other end. */
    record Pair(Echo echo, RawPeer peer) implements AutoCloseable {

        @Override
        public void close() {
            peer.close();
            echo.cancel();
        }
    }

    private final String[] headers;
    private final TestServer server;
    private final SluiceClient client;
    private final RawServer rawServer = new RawServer();
    private final BlockingQueue<Echo> started = new LinkedBlockingQueue<>();

    /**
     * @param headers what the raw peers add to their part of the handshake
     */
    Echoes(ConnectionOptions options, String... headers) {
        this.headers = headers;
        server = TestServer.of(options, connection -> start(connection).run());
        client = SluiceClient.create(server.vertx(), Link.transport(), options);
    }

    /** A new connection; only one thread may ask. */
    Pair open(Side side) {
        if (side == Side.CLIENT) {
            return openFromOurClient();
        }
        RawPeer peer = RawPeer.connect(server.port(), "/", headers);
        return new Pair(nextStarted(), peer);
    }

    /** A new connection whose peer says {@code frames} in one write with its part of the handshake. */
    Pair openFromOurClient(Frame... frames) {
        CompletableFuture<Connection> connecting = client.connect(rawServer.uri())
                .doOnSuccess(this::startAlone)
                .toCompletionStage()
                .toCompletableFuture();
        RawPeer peer = rawServer.accept();
        peer.sendAsOne(RawPeer.upgradeResponse(peer.readHead(), headers), peer.encode(frames));
        connecting.join();
        return new Pair(nextStarted(), peer);
    }

    private Echo start(Connection connection) {
        Echo echo = new Echo(connection);
        started.add(echo);
        return echo;
    }

    private void startAlone(Connection connection) {
        Disposable unused = start(connection).run().onErrorComplete().subscribe();
    }

    private Echo nextStarted() {
        try {
            return Objects.requireNonNull(started.poll(20, TimeUnit.SECONDS), "no connection");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        rawServer.close();
        server.close();
    }
}
