package io.sluice.hostile;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server sends right behind its answer to the handshake is lawful, and arrives, wherever TCP cuts it. */
final class BehindTheUpgradeTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100, 1_000, 70_000, 150_000})
    void messagesBehindTheAnswerArriveThoughCutWithinAFrame(int cut) {
        Vertx vertx = Vertx.vertx();
        try (RawServer server = new RawServer()) {
            CompletableFuture<Connection> connecting = SluiceClient.create(vertx, Link.transport(), TestServer.CALM)
                    .connect(server.uri())
                    .toCompletionStage()
                    .toCompletableFuture();
            try (RawPeer peer = server.accept()) {
                byte[] response = RawPeer.upgradeResponse(peer.readHead());
                byte[] frames =
                        peer.encode(Frame.binary(new byte[2_000]), Frame.binary(new byte[200_000]), Frame.text("last"));
                peer.sendAsOne(response, Arrays.copyOf(frames, cut));
                Connection connection = connecting.join();
                TestSubscriber<Integer> sizes =
                        connection.messages().map(Message::size).test();
                peer.sendBytes(Arrays.copyOfRange(frames, cut, frames.length));
                Wait.until(() -> sizes.values().size() == 3 || connection.isClosed());
                sizes.assertValues(2_000, 200_000, 4);
            }
        } finally {
            vertx.close().await();
        }
    }
}
