package io.sluice.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.client.ClientState.Ended;
import io.sluice.client.ClientState.Waiting;
import io.sluice.connection.Connection;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reconnecting client runs on may end at any step of it: then it completes, and says so. */
final class EndOfVertxTest {

    private static final Backoff LONG = new Backoff(Duration.ofHours(1), Duration.ofHours(1), 0, Duration.ZERO);

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final TestSubscriber<Connection> connections = new TestSubscriber<>();
    private final CompletableFuture<Connections> made = new CompletableFuture<>();

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    /** A verticle that connects, again and again, with a client of its own. */
    private final class Client extends VerticleBase {
        @Override
        public Future<?> start() {
            boolean unused = made.complete(SluiceClient.create(vertx, Link.transport(), TestServer.CALM)
                    .connections(server.uri(), LONG));
            made.join().subscribe(connections);
            return Future.succeededFuture();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileItWaits(boolean undeploy) {
        String client = vertx.deployVerticle(new Client()).await();
        server.accept().close();
        Wait.until(() -> made.join().states().blockingFirst() instanceof Waiting);
        end(client, undeploy);
        assertCompleted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileItConnects(boolean undeploy) {
        String client = vertx.deployVerticle(new Client()).await();
        try (RawPeer unanswered = server.accept()) {
            unanswered.readHead();
            end(client, undeploy);
        }
        assertCompleted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileItIsConnected(boolean undeploy) {
        String client = vertx.deployVerticle(new Client()).await();
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> connections.values().size() == 1);
            Future<?> ending = undeploy ? vertx.undeploy(client) : vertx.close();
            peer.answerClose();
            ending.await();
        }
        assertCompleted();
    }

    private void end(String client, boolean undeploy) {
        (undeploy ? vertx.undeploy(client) : vertx.close()).await();
    }

    private void assertCompleted() {
        connections.awaitDone(20, SECONDS).assertComplete();
        assertThat(made.join().states().blockingFirst()).isEqualTo(new Ended(null));
    }
}
