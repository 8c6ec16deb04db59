package io.sluice.examples.browser;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Compression;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.server.OriginPolicy;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The other end of {@code connection.html}, with and without TLS, and the page itself.
 *
 * <p>{@code /echo} echoes; {@code /closing} closes with {@link #ENOUGH} once it has been sent something; {@code /listed} echoes to
 * pages of the foreign origin too; {@code /negotiating} echoes, knows two subprotocols, and compresses.
 */
final class ConnectionServer implements AutoCloseable {

    static final CloseStatus ENOUGH = CloseStatus.of(4001, "enough, says the server");

    private static final String PASSWORD = "changeit";

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private final HttpServer plain;
    private final HttpServer secure;
    private final HttpServer foreign;

    /** @param folder for its certificate */
    ConnectionServer(Path folder) throws IOException, InterruptedException {
        Router page = Router.router(vertx);
        page.get("/").handler(routing -> routing.response().sendFile("browser/connection.html"));
        foreign = listen(page, new HttpServerOptions());

        Router router = Router.router(vertx);
        router.get("/").handler(routing -> routing.response().sendFile("browser/connection.html"));
        router.route("/echo").handler(WebSocketEndpoint.of(this::echo));
        router.route("/negotiating")
                .handler(WebSocketEndpoint.of(this::echo)
                        .withSubprotocols("v2.example", "v1.example")
                        .withOptions(ConnectionOptions.DEFAULT.withCompression(Compression.ON)));
        router.route("/listed")
                .handler(WebSocketEndpoint.of(this::echo)
                        .withOrigins(OriginPolicy.allow("http://127.0.0.1:" + foreign.actualPort())));
        router.route("/closing")
                .handler(WebSocketEndpoint.of(connection -> connection
                        .messages()
                        .firstOrError()
                        .flatMapCompletable(first -> Completable.error(new CloseException(ENOUGH, "enough")))));
        plain = listen(router, new HttpServerOptions());
        secure = listen(
                router,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PfxOptions()
                                .setPath(certificate(folder).toString())
                                .setPassword(PASSWORD)));
    }

    private HttpServer listen(Router router, HttpServerOptions options) {
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    private Completable echo(Connection connection) {
        connections.add(connection);
        return connection.send(connection.messages().doOnNext(messages::add));
    }

    /** Signed by itself, by the JDK's own tool. */
    private static Path certificate(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool ended with " + keytool.exitValue());
        }
        return store;
    }

    int port() {
        return plain.actualPort();
    }

    String page() {
        return "http://127.0.0.1:" + plain.actualPort() + "/";
    }

    String securePage() {
        return "https://127.0.0.1:" + secure.actualPort() + "/";
    }

    /** The same page of another origin. */
    String foreignPage() {
        return "http://127.0.0.1:" + foreign.actualPort() + "/";
    }

    String url(String path) {
        return "ws://127.0.0.1:" + plain.actualPort() + path;
    }

    String secureUrl(String path) {
        return "wss://127.0.0.1:" + secure.actualPort() + path;
    }

    /** The connections that echo, the oldest first. */
    Queue<Connection> connections() {
        return connections;
    }

    /** What they were sent. */
    Queue<Message> messages() {
        return messages;
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
