package io.sluice.examples.browser;

import static io.sluice.examples.trading.Soon.await;

import io.sluice.server.OriginPolicy;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server in a process of its own, that can be killed. */
final class EchoProcess implements AutoCloseable {

    private final Process process;
    private final Path out;

    EchoProcess(Path folder) throws IOException {
        out = folder.resolve("port");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // it lives for seconds
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoProcess.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.route()
                .handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages()))
                        .withOrigins(OriginPolicy.any()));
        System.out.println(vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort());
    }

    int awaitPort() throws IOException {
        await().until(() -> Files.readString(out).endsWith("\n"));
        return Integer.parseInt(Files.readString(out).strip());
    }

    /** The operating system ends it there and then. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
