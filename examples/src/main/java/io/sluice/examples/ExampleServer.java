package io.sluice.examples;

import io.reactivex.rxjava3.core.Single;
import io.sluice.server.SluiceServer;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves an example: its endpoints, and its page at {@code /}, on one port, until Ctrl-C. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Serves one of Sluice's examples; open the address it prints in a browser.")
public final class ExampleServer implements Callable<Integer> {

    private final String name;
    private final BiConsumer<Vertx, SluiceServer> endpoints;

    @Option(names = "--port", defaultValue = "8080", description = "0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    ExampleServer(String name, BiConsumer<Vertx, SluiceServer> endpoints) {
        this.name = name;
        this.endpoints = endpoints;
    }

    /**
     * Runs an example from the command line.
     *
     * @param name of the example and of the folder with its page
     * @param endpoints puts its WebSocket endpoints on the router
     */
    public static void main(String name, BiConsumer<Vertx, SluiceServer> endpoints, String[] arguments) {
        System.exit(Launch.commandLine(new ExampleServer(name, endpoints))
                .setCommandName(name)
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        SluiceServer server = listen(vertx, name, endpoints, port, host)
                .doOnError(failure -> vertx.close())
                .blockingGet();
        Launch.closeOnExit(vertx);
        System.out.println("Open http://" + host + ":" + server.port() + "/ (Ctrl-C to stop)");
        new CountDownLatch(1).await(); // until the process is told to end
        return 0;
    }

    /** Fails with what is to be put right, in one line. */
    public static Single<SluiceServer> listen(
            Vertx vertx, String name, BiConsumer<Vertx, SluiceServer> endpoints, int port, String host) {
        if (port < 0 || port > 65_535) {
            return Single.error(new IllegalArgumentException("The port must be from 0 to 65535, not " + port));
        }
        SluiceServer server = SluiceServer.create(vertx);
        endpoints.accept(vertx, server);
        Router pages = server.router();
        pages.route("/shared/*").handler(StaticHandler.create("pages/shared").setCachingEnabled(false));
        pages.route().handler(StaticHandler.create("pages/" + name).setCachingEnabled(false));
        return server.listen(port, host)
                .onErrorResumeNext(failure -> Single.error(new IllegalStateException("Cannot listen on " + host + ":"
                        + port + ": " + (failure instanceof BindException ? "the port is in use" : failure.getMessage())
                        + "; choose another with --port or --host")));
    }
}
