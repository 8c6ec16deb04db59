package io.sluice.examples.reconnect;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.connection.Connection;
import io.sluice.examples.Launch;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReconnectTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void itComesBackToAServerThatIsRestartedAndSaysSo() {
        HttpServer first =
                serve(0, connection -> connection.send(Message.text("first")).andThen(Completable.never()));
        int port = first.actualPort();
        Disposable following = follow(port);
        awaitLine("message     text message \"first\"");

        first.close().await();
        awaitLine("waiting     \\d+ ms: connection closed with 1001 .*by the peer.*");
        awaitLine("connecting  attempt 2");
        awaitLine("waiting     \\d+ ms: cannot connect to .*" + port + ".*");
        serve(port, connection -> connection.send(Message.text("second")).andThen(Completable.never()));

        awaitLine("message     text message \"second\"");
        assertThat(lines)
                .filteredOn(line -> line.equals("open        127.0.0.1:" + port))
                .hasSize(2);
        following.dispose();
    }

    @Test
    void itStaysAwayFromAServerThatSaysNotToComeBack() {
        CloseStatus unwanted = CloseStatus.of(CloseCode.POLICY_VIOLATION, "not you");
        HttpServer server = serve(0, connection -> Completable.error(new CloseException(unwanted, "not you")));

        Reconnect.follow(vertx, url(server.actualPort()), lines::add)
                .onErrorComplete()
                .blockingAwait();

        assertThat(lines)
                .containsExactly(
                        "idle",
                        "connecting  attempt 1",
                        "open        127.0.0.1:" + server.actualPort(),
                        "ended       connection closed with 1008 (not you) by the peer");
    }

    @Test
    void itTriesAgainWhereNobodyListensAndSaysWhy() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            nobody = closed.getLocalPort();
        }

        Disposable following = follow(nobody);

        awaitLine("connecting  attempt 3");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("waiting"))
                .allSatisfy(line -> assertThat(line).contains("cannot connect to", "127.0.0.1:" + nobody))
                .hasSizeGreaterThanOrEqualTo(2);
        following.dispose();
    }

    @Test
    void anAddressThatIsNoneIsRefusedInOneLine() {
        StringWriter err = new StringWriter();

        int status =
                Launch.commandLine(new Reconnect()).setErr(new PrintWriter(err)).execute("http://localhost");

        assertThat(status).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("a WebSocket URI looks like ws://host:port/path", "not http://localhost");
    }

    private Disposable follow(int port) {
        return Reconnect.follow(vertx, url(port), lines::add).subscribe();
    }

    private HttpServer serve(int port, Function<Connection, Completable> endpoint) {
        Router router = Router.router(vertx);
        router.route("/").handler(WebSocketEndpoint.of(endpoint));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .await();
    }

    private static String url(int port) {
        return "ws://127.0.0.1:" + port + "/";
    }

    private void awaitLine(String pattern) {
        await().untilAsserted(() -> assertThat(lines).anyMatch(line -> line.matches(pattern)));
    }
}
