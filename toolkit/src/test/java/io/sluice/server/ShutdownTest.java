package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a server ends, its peers are told with 1001, soon, and its endpoints get their termination. */
final class ShutdownTest {

    private static final Duration SOON = Duration.ofSeconds(8);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    private final AtomicInteger disposed = new AtomicInteger();
    private final Serving serving = new Serving();
    private ConnectionOptions options = TestServer.CALM;

    private final class Serving extends AbstractVerticle {

        private @Nullable HttpServer http;

        @Override
        public void start(Promise<Void> started) {
            Router router = Router.router(vertx);
            router.route("/").handler(WebSocketEndpoint.of(this::serve).withOptions(options));
            http = vertx.createHttpServer().requestHandler(router);
            http.listen(0, "127.0.0.1").<Void>mapEmpty().onComplete(started);
        }

        private Completable serve(Connection connection) {
            accepted.add(connection);
            return Completable.never().doOnDispose(disposed::incrementAndGet);
        }

        HttpServer http() {
            return java.util.Objects.requireNonNull(http);
        }
    }

    private enum Way {
        CLOSE,
        SHUTDOWN,
        UNDEPLOY,
        VERTX_CLOSE
    }

    private Future<Void> end(Way way) {
        return switch (way) {
            case CLOSE -> serving.http().close();
            case SHUTDOWN -> serving.http().shutdown(30, TimeUnit.SECONDS);
            case UNDEPLOY -> vertx.undeploy(serving.deploymentID());
            case VERTX_CLOSE -> vertx.close();
        };
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @ParameterizedTest
    @EnumSource
    void peersThatAnswerAreGoneAtOnce(Way way) throws Exception {
        options = TestServer.CALM.withCloseTimeout(Duration.ofSeconds(1)); // what the endpoints have left after it
        vertx.deployVerticle(serving).await();
        try (RawPeer one = RawPeer.connect(serving.http().actualPort(), "/");
                RawPeer two = RawPeer.connect(serving.http().actualPort(), "/")) {
            Connection first = next();
            Connection second = next();
            TestSubscriber<Message> messages = first.messages().test();

            long start = System.nanoTime();
            Future<Void> ended = end(way);
            assertThat(one.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            assertThat(two.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            ended.await(20, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);

            CloseStatus status = new CloseStatus(CloseCode.GOING_AWAY, "", CloseStatus.Initiator.LOCAL, true);
            assertThat(Wait.closed(first)).isEqualTo(status);
            assertThat(Wait.closed(second)).isEqualTo(status);
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            messages.assertComplete();
            Wait.until(() -> disposed.get() == 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatNeverAnswersHoldsItUpForTheCloseTimeoutOnly(Way way) throws Exception {
        options = TestServer.CALM.withCloseTimeout(Duration.ofMillis(300));
        vertx.deployVerticle(serving).await();
        try (RawPeer silent = RawPeer.connect(serving.http().actualPort(), "/")) {
            Connection connection = next();
            long start = System.nanoTime();
            Future<Void> ended = end(way);
            ended.await(20, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            assertThat(silent.read().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            assertThat(Wait.closed(connection))
                    .isEqualTo(new CloseStatus(CloseCode.GOING_AWAY, "", CloseStatus.Initiator.LOCAL, false));
            Wait.until(() -> disposed.get() == 1);
        }
    }

    @Test
    void vertxWaitsForThePeersAnswerBeforeItEndsTheEventLoops() throws Exception {
        Duration timeout = Duration.ofMillis(500);
        options = TestServer.CALM.withCloseTimeout(timeout);
        vertx.deployVerticle(serving).await();
        try (RawPeer silent = RawPeer.connect(serving.http().actualPort(), "/")) {
            Connection connection = next();
            long start = System.nanoTime();
            vertx.close().await(20, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(timeout);
            assertThat(connection.isClosed()).isTrue();
            assertThat(silent.read().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
        }
    }

    /** Nobody can be told on the event loop any more, but whoever holds the connection must not be hung or hit. */
    @Test
    void aConnectionOutlivedByItsEventLoopCanStillBeUsedWithoutHarm() throws Exception {
        vertx.deployVerticle(serving).await();
        try (RawPeer peer = RawPeer.connect(serving.http().actualPort(), "/")) {
            Connection connection = next();
            TestSubscriber<Message> messages = connection.messages().test(0);
            peer.send(io.sluice.wire.Frame.text("unread"));
            Wait.until(() -> connection.counters().messagesReceived() == 1);
            Future<Void> ended = vertx.close();
            peer.answerClose();
            ended.await(20, TimeUnit.SECONDS);
            assertThat(connection.isClosed()).isTrue();

            var sending = connection.send(Message.text("too late")).test();
            assertThat(sending.await(5, TimeUnit.SECONDS)).isTrue();
            sending.assertError(ConnectionClosedException.class);
            connection.cancel();
            Wait.done(connection.close());
            messages.request(1);
            messages.cancel();
        }
    }

    private Connection next() throws InterruptedException {
        Connection connection = accepted.poll(20, TimeUnit.SECONDS);
        assertThat(connection).isNotNull();
        return connection;
    }
}
