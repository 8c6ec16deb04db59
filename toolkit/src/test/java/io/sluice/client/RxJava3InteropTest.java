package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Scheduler;
import io.sluice.connection.Connection;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.Link;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.rxjava3.core.RxHelper;
import io.vertx.rxjava3.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users of vertx-rx-java3 pass {@code getDelegate()}, and keep their schedulers and contexts. */
final class RxJava3InteropTest {

    private final Vertx vertx = Vertx.vertx();
    private final SluiceClient client = SluiceClient.create(vertx.getDelegate(), Link.transport(), TestServer.CALM);

    @AfterEach
    void stop() {
        assertThat(vertx.close().blockingAwait(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itsVertxServesAndConnects() {
        int port = serve();
        Connection connection = Wait.result(client.connect("ws://127.0.0.1:" + port + "/"));
        List<Message> echoes = Wait.result(connection
                .send(Message.text("hello"))
                .andThen(connection.messages().take(1))
                .toList());
        assertThat(echoes).containsExactly(Message.text("hello"));
        Wait.done(connection.close());
    }

    @Test
    void signalsArriveOnItsContexts() throws Exception {
        int port = serve();
        io.vertx.rxjava3.core.Context context = vertx.getOrCreateContext();
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        context.runOnContext(v -> {
            var unused = client.connect("ws://127.0.0.1:" + port + "/")
                    .doOnSuccess(connection -> seen.add(current()))
                    .flatMapPublisher(
                            connection -> connection.send(Message.text("hello")).andThen(connection.messages()))
                    .take(1)
                    .doOnNext(message -> seen.add(current()))
                    .subscribe();
        });
        for (int signal = 1; signal <= 2; signal++) {
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isSameAs(context.getDelegate());
        }
    }

    @Test
    void itsSchedulerObservesOnTheSameEventLoop() {
        int port = serve();
        io.vertx.rxjava3.core.Context context = vertx.getOrCreateContext();
        Scheduler scheduler = RxHelper.scheduler(context);
        List<Context> seen = new CopyOnWriteArrayList<>();
        List<String> threads = new CopyOnWriteArrayList<>();
        int messages = 500;
        Completable all = Completable.defer(() -> client.connect("ws://127.0.0.1:" + port + "/")
                        .observeOn(scheduler)
                        .flatMapCompletable(connection -> connection
                                .send(io.reactivex.rxjava3.core.Flowable.range(0, messages)
                                        .map(i -> Message.text("message " + i))
                                        .observeOn(scheduler))
                                .andThen(connection
                                        .messages()
                                        .doOnNext(message -> threads.add(
                                                Thread.currentThread().getName()))
                                        .observeOn(scheduler, false, 4)
                                        .doOnNext(message -> {
                                            seen.add(current());
                                            threads.add(Thread.currentThread().getName());
                                        })
                                        .take(messages)
                                        .ignoreElements())))
                .subscribeOn(scheduler);
        Wait.done(all);
        assertThat(seen).hasSize(messages).containsOnly(context.getDelegate());
        assertThat(threads.stream().distinct()).hasSize(1);
    }

    private static Context current() {
        return Objects.requireNonNull(io.vertx.core.Vertx.currentContext());
    }

    /** An echo on a server of its own making. */
    private int serve() {
        Router router = Router.router(vertx.getDelegate());
        router.route("/").handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages())));
        HttpServer http = vertx.createHttpServer().getDelegate();
        return http.requestHandler(router).listen(0, "127.0.0.1").await().actualPort();
    }
}
