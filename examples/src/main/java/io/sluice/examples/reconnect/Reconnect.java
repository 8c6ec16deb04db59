package io.sluice.examples.reconnect;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.client.Backoff;
import io.sluice.client.ClientState;
import io.sluice.client.Connections;
import io.sluice.client.Retry;
import io.sluice.client.SluiceClient;
import io.sluice.examples.Launch;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Follows a WebSocket server through its restarts and prints what happens: opened, messages, ended, waiting. */
@Command(
        name = "reconnect",
        mixinStandardHelpOptions = true,
        description = "Follows a WebSocket server through its restarts and prints what happens.")
public final class Reconnect implements Callable<Integer> {

    private static final int UP_MILLIS = 3_500;
    private static final int DOWN_MILLIS = 1_500;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "Where to connect: ws://host:port/path or wss://... Default: a server of its own, restarted"
                    + " every five seconds.")
    private @Nullable String url;

    Reconnect() {}

    public static void main(String[] arguments) {
        System.exit(Launch.commandLine(new Reconnect()).execute(arguments));
    }

    @Override
    public Integer call() {
        Vertx vertx = Vertx.vertx();
        Launch.closeOnExit(vertx);
        String target = url != null
                ? url
                : "ws://127.0.0.1:" + serveAndRestart(vertx, 0).await() + "/";
        follow(vertx, target, System.out::println)
                .onErrorComplete()
                .blockingAwait(); // the last state says why it ended
        return 0;
    }

    // snippet: follow
    /** What happens beside the messages comes from {@code states()}; how a connection ended is told there, too. */
    static Completable follow(Vertx vertx, String url, Consumer<String> log) {
        Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2), 0.5, Duration.ofSeconds(2));
        Connections connections = SluiceClient.create(vertx).connections(url, backoff);
        Completable states = connections
                .states()
                .doOnNext(state -> log.accept(describe(state)))
                .ignoreElements();
        Completable messages = connections
                .switchMap(connection -> connection.messages().onErrorComplete()) // the next connection follows
                .doOnNext(message -> log.accept("message     " + message))
                .ignoreElements();
        return Completable.ambArray(states, messages);
    }

    private static String describe(ClientState state) {
        if (state instanceof ClientState.Connecting connecting) {
            return "connecting  attempt " + connecting.attempt();
        } else if (state instanceof ClientState.Open open) {
            return "open        " + open.connection().remoteAddress();
        } else if (state instanceof ClientState.Waiting waiting) {
            Retry retry = waiting.retry();
            return "waiting     " + retry.pause().toMillis() + " ms: "
                    + retry.cause().getMessage();
        } else if (state instanceof ClientState.Ended ended) {
            Throwable cause = ended.cause();
            return "ended       " + (cause == null ? "as planned" : cause.getMessage());
        }
        return "idle";
    }
    // end

    /** Something to follow: counts, goes away, and comes back on the same port. */
    private static Future<Integer> serveAndRestart(Vertx vertx, int port) {
        Router router = Router.router(vertx);
        router.route("/").handler(WebSocketEndpoint.of(connection -> connection.send(count())));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .onSuccess(server -> vertx.setTimer(UP_MILLIS, up -> restart(vertx, server)))
                .map(HttpServer::actualPort);
    }

    private static void restart(Vertx vertx, HttpServer server) {
        server.close()
                .onComplete(closed -> vertx.setTimer(DOWN_MILLIS, down -> serveAndRestart(vertx, server.actualPort())));
    }

    private static Flowable<Message> count() {
        return Flowable.interval(1, TimeUnit.SECONDS).onBackpressureLatest().map(n -> Message.text("tick " + n));
    }
}
