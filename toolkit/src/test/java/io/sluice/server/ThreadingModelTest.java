package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An endpoint works on the kind of thread its verticle was deployed for, and its connections lose nothing by that. */
final class ThreadingModelTest {

    private static final String POOL = "endpoint-workers";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private static final class Serving extends VerticleBase {

        private final WebSocketEndpoint endpoint;
        final CompletableFuture<Integer> port = new CompletableFuture<>();

        Serving(WebSocketEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            router.route("/").handler(endpoint);
            HttpServer http = vertx.createHttpServer(TestServer.transport()).requestHandler(router);
            return http.listen(0, "127.0.0.1").onSuccess(listening -> port.complete(listening.actualPort()));
        }
    }

    private int deploy(ThreadingModel model, Function<Connection, Completable> function) {
        if (model == ThreadingModel.VIRTUAL_THREAD) {
            assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
        }
        Serving serving = new Serving(WebSocketEndpoint.of(function).withOptions(TestServer.CALM));
        vertx.deployVerticle(
                        serving,
                        new DeploymentOptions().setThreadingModel(model).setWorkerPoolName(POOL))
                .await();
        return serving.port.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static boolean isOf(ThreadingModel model, String thread) {
        return switch (model) {
            case EVENT_LOOP -> thread.contains("eventloop");
            case WORKER -> thread.contains(POOL);
            default -> !thread.contains("eventloop") && !thread.contains(POOL);
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void messagesArriveInOrderOnAThreadOfTheModel(ThreadingModel model) {
        int messages = 2_000;
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        Queue<String> received = new ConcurrentLinkedQueue<>();
        int port = deploy(model, connection -> {
            threads.add(Thread.currentThread().getName());
            return connection
                    .messages()
                    .doOnNext(message -> {
                        threads.add(Thread.currentThread().getName());
                        received.add(((TextMessage) message).text());
                    })
                    .ignoreElements();
        });
        try (RawPeer peer = RawPeer.connect(port, "/")) {
            List<String> sent =
                    IntStream.range(0, messages).mapToObj(i -> "message " + i).toList();
            for (String text : sent) {
                peer.send(Frame.text(text));
            }
            Wait.until(() -> received.size() == messages);
            assertThat(received).containsExactlyElementsOf(sent);
            assertThat(threads).allMatch(thread -> isOf(model, thread));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void nothingIsLostBehindTheHandshake(ThreadingModel model) {
        int port = deploy(model, connection -> connection.send(connection.messages()));
        for (int round = 0; round < 20; round++) {
            try (RawPeer peer = RawPeer.open(port)) {
                peer.sendBytes(RawPeer.upgradeRequest("/", port));
                assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
                // The worker is still on its way to take the connection over.
                peer.send(Frame.text("one"), Frame.binary((byte) 2));
                peer.send(Frame.text("three"));
                assertThat(peer.read().text()).isEqualTo("one");
                assertThat(peer.read().opcode()).isEqualTo(Frame.BINARY);
                assertThat(peer.read().text()).isEqualTo("three");
                assertThat(peer.shakeHands(Frame.close(CloseCode.NORMAL, "")).closeCode())
                        .isEqualTo(CloseCode.NORMAL);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void whatTheEndpointSendsArrivesAndItsCompletionCloses(ThreadingModel model) {
        CompletableFuture<Connection> accepted = new CompletableFuture<>();
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        int port = deploy(model, connection -> {
            accepted.complete(connection);
            return connection
                    .send(Flowable.range(0, 100).map(i -> Message.text("message " + i)))
                    .doOnComplete(() -> threads.add(Thread.currentThread().getName()));
        });
        try (RawPeer peer = RawPeer.connect(port, "/")) {
            for (int i = 0; i < 100; i++) {
                assertThat(peer.read().text()).isEqualTo("message " + i);
            }
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.NORMAL);
            assertThat(Wait.closed(accepted.join()))
                    .isEqualTo(new CloseStatus(CloseCode.NORMAL, "", CloseStatus.Initiator.LOCAL, true));
            assertThat(threads).hasSize(1).allMatch(thread -> isOf(model, thread));
        }
    }

    /** A worker may wait where an event loop must not: only its own connection feels it. */
    @ParameterizedTest
    @EnumSource(names = {"WORKER", "VIRTUAL_THREAD"})
    void anEndpointMayBlock(ThreadingModel model) {
        CompletableFuture<Boolean> goOn = new CompletableFuture<>();
        int port = deploy(
                model,
                connection -> connection
                        .messages()
                        .doOnNext(message -> goOn.get(20, TimeUnit.SECONDS))
                        .take(1)
                        .concatMapCompletable(connection::send));
        try (RawPeer peer = RawPeer.connect(port, "/");
                RawPeer other = RawPeer.connect(port, "/")) {
            peer.send(Frame.text("wait"));
            peer.send(Frame.ping(""));
            assertThat(peer.read().opcode()).isEqualTo(Frame.PONG);
            other.send(Frame.ping(""));
            assertThat(other.read().opcode()).isEqualTo(Frame.PONG);
            goOn.complete(true);
            assertThat(peer.read().text()).isEqualTo("wait");
            peer.answerClose();
        }
    }
}
