package io.sluice.examples.reconnect;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.client.Backoff;
import io.sluice.client.ClientState;
import io.sluice.client.Connections;
import io.sluice.client.Retry;
import io.sluice.client.SluiceClient;
import io.sluice.examples.Launch;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
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
                : "ws://127.0.0.1:" + RestartingServer.start(vertx).await() + "/";
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
}
