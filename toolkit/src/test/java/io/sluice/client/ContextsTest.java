package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection signals on the context it was opened on, of whichever kind. */
final class ContextsTest {

    private static final int MESSAGES = 2_000;

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    /** Where signals came in, and whether one at a time. */
    private static final class Witness {
        private final List<Context> contexts = new CopyOnWriteArrayList<>();
        private final List<Boolean> onEventLoop = new CopyOnWriteArrayList<>();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger overlaps = new AtomicInteger();

        void signal() {
            if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            contexts.add(Objects.requireNonNull(Vertx.currentContext()));
            onEventLoop.add(Context.isOnEventLoopThread());
            inside.decrementAndGet();
        }

        void assertAllOn(Context context, ThreadingModel model) {
            assertThat(contexts).containsOnly(context);
            assertThat(onEventLoop).containsOnly(model == ThreadingModel.EVENT_LOOP);
            assertThat(overlaps).hasValue(0);
        }
    }

    private static final class Opener extends VerticleBase {
        private final Flowable<Connection> connections;
        private final Witness witness;
        private final CompletableFuture<Connection> opened = new CompletableFuture<>();

        Opener(Flowable<Connection> connections, Witness witness) {
            this.connections = connections;
            this.witness = witness;
        }

        Context home() {
            return context;
        }

        @Override
        public Future<?> start() {
            var unused = connections
                    .doOnNext(connection -> witness.signal())
                    .subscribe(opened::complete, opened::completeExceptionally);
            return Future.succeededFuture();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void messagesSendsAndTheEndArriveThereInOrder(ThreadingModel model) throws Exception {
        assumeAvailable(model);
        Witness witness = new Witness();
        Opener opener = deploy(model, new Opener(client.connect(server.uri()).toFlowable(), witness));
        // Right behind the answer, when the pipeline is just being changed.
        try (RawPeer peer = server.upgrade(Frame.text("0"), Frame.text("1"), Frame.ping("there?"))) {
            Connection connection = opener.opened.get(20, TimeUnit.SECONDS);
            List<String> received = new ArrayList<>();
            CompletableFuture<Integer> complete = new CompletableFuture<>();
            var unused = connection
                    .messages()
                    .subscribe(
                            message -> {
                                witness.signal();
                                received.add(new String(message.bytes(), java.nio.charset.StandardCharsets.UTF_8));
                            },
                            complete::completeExceptionally,
                            () -> {
                                witness.signal();
                                complete.complete(received.size());
                            });
            assertThat(peer.read().text()).isEqualTo("there?");
            CompletableFuture<Boolean> sent = new CompletableFuture<>();
            var unusedSend = connection
                    .send(Flowable.range(0, 100)
                            .map(i -> Message.text("sent " + i))
                            .doOnNext(m -> witness.signal()))
                    .doOnComplete(witness::signal)
                    .subscribe(() -> sent.complete(true), sent::completeExceptionally);
            for (int i = 0; i < 100; i++) {
                assertThat(peer.read().text()).isEqualTo("sent " + i);
            }
            assertThat(sent.get(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 2; i < MESSAGES; i++) {
                peer.send(Frame.text("" + i));
            }
            peer.shakeHands(Frame.close(CloseCode.NORMAL, ""));
            assertThat(complete.get(20, TimeUnit.SECONDS)).isEqualTo(MESSAGES);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(received.get(i)).isEqualTo("" + i);
            }
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            var unusedEnd = connection.closed().subscribe(status -> closed.complete(status.code()));
            assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(CloseCode.NORMAL);
        }
        witness.assertAllOn(opener.home(), model);
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void everyConnectionOfAReconnectingClientStaysThere(ThreadingModel model) throws Exception {
        assumeAvailable(model);
        Witness witness = new Witness();
        Connections connections = client.connections(
                server.uri(),
                Backoff.exponential().between(java.time.Duration.ofMillis(1), java.time.Duration.ofMillis(2)));
        Opener opener = deploy(
                model, new Opener(connections.onRetry(retry -> witness.signal()).take(3), witness));
        server.upgrade().reset();
        server.callerWith("GET / ").close();
        server.upgrade().reset();
        try (RawPeer last = server.upgrade()) {
            last.answerClose();
        }
        Wait.until(() -> witness.contexts.size() == 6);
        witness.assertAllOn(opener.home(), model);
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void theEndOfAVerticleClosesItsConnections(ThreadingModel model) throws Exception {
        assumeAvailable(model);
        Opener opener = new Opener(client.connect(server.uri()).toFlowable(), new Witness());
        String id = vertx.deployVerticle(opener, new DeploymentOptions().setThreadingModel(model))
                .await(20, TimeUnit.SECONDS);
        try (RawPeer peer = server.upgrade()) {
            opener.opened.get(20, TimeUnit.SECONDS);
            Future<Void> undeployed = vertx.undeploy(id);
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            undeployed.await(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WORKER", "VIRTUAL_THREAD"})
    void blockingThereHoldsUpNobodyElse(ThreadingModel model) throws Exception {
        assumeAvailable(model);
        Opener opener = deploy(model, new Opener(client.connect(server.uri()).toFlowable(), new Witness()));
        try (RawPeer peer = server.upgrade()) {
            Connection connection = opener.opened.get(20, TimeUnit.SECONDS);
            CompletableFuture<Boolean> release = new CompletableFuture<>();
            CompletableFuture<Boolean> blocked = new CompletableFuture<>();
            CompletableFuture<Boolean> released = new CompletableFuture<>();
            var unused = connection.messages().subscribe(message -> {
                blocked.complete(true);
                released.complete(release.get(20, TimeUnit.SECONDS));
            });
            peer.send(Frame.text("stop here"));
            assertThat(blocked.get(20, TimeUnit.SECONDS)).isTrue();
            peer.send(Frame.ping("are you there?"));
            assertThat(peer.read().text()).isEqualTo("are you there?");
            release.complete(true);
            assertThat(released.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Opener deploy(ThreadingModel model, Opener opener) throws Exception {
        vertx.deployVerticle(opener, new DeploymentOptions().setThreadingModel(model))
                .await(20, TimeUnit.SECONDS);
        return opener;
    }

    private static void assumeAvailable(ThreadingModel model) {
        assumeTrue(
                model != ThreadingModel.VIRTUAL_THREAD || Runtime.version().feature() >= 21,
                "virtual threads came with JDK 21");
    }
}
