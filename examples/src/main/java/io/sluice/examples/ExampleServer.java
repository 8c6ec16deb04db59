package io.sluice.examples;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
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
    private final BiConsumer<Vertx, Router> endpoints;

    @Option(names = "--port", defaultValue = "8080", description = "0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    ExampleServer(String name, BiConsumer<Vertx, Router> endpoints) {
        this.name = name;
        this.endpoints = endpoints;
    }

    /**
     * Runs an example from the command line.
     *
     * @param name of the example and of the folder with its page
     * @param endpoints puts its WebSocket endpoints on the router
     */
    public static void main(String name, BiConsumer<Vertx, Router> endpoints, String[] arguments) {
        System.exit(Launch.commandLine(new ExampleServer(name, endpoints))
                .setCommandName(name)
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        HttpServer server = listen(vertx, name, endpoints, port, host)
                .onFailure(failure -> vertx.close())
                .await();
        Launch.closeOnExit(vertx);
        System.out.println("Open http://" + host + ":" + server.actualPort() + "/ (Ctrl-C to stop)");
        new CountDownLatch(1).await(); // until the process is told to end
        return 0;
    }

    /** Fails with what is to be put right, in one line. */
    public static Future<HttpServer> listen(
            Vertx vertx, String name, BiConsumer<Vertx, Router> endpoints, int port, String host) {
        if (port < 0 || port > 65_535) {
            return Future.failedFuture("The port must be from 0 to 65535, not " + port);
        }
        Router router = Router.router(vertx);
        endpoints.accept(vertx, router);
        router.route("/shared/*").handler(StaticHandler.create("pages/shared").setCachingEnabled(false));
        router.route().handler(StaticHandler.create("pages/" + name).setCachingEnabled(false));
        return vertx.createHttpServer(new HttpServerOptions().setCompressionSupported(true))
                .requestHandler(router)
                .listen(port, host)
                .recover(failure -> Future.failedFuture("Cannot listen on " + host + ":" + port + ": "
                        + (failure instanceof BindException ? "the port is in use" : failure.getMessage())
                        + "; choose another with --port or --host"));
    }
}
