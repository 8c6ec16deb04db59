package io.sluice.examples;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.message.CloseCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line that the examples with a page share. */
class ExampleServerTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --prot 80         | 2 | Unknown option
            something         | 2 | Unmatched argument
            --port eighty     | 2 | 'eighty' is not an int
            --port            | 2 | --port
            --port 65536      | 1 | from 0 to 65535, not 65536
            --port -1         | 1 | from 0 to 65535, not -1
            --host 192.0.2.1  | 1 | Cannot listen on 192.0.2.1:8080
            """)
    void aWrongOptionIsRefusedInOneLine(String arguments, int status, String what) {
        assertRefused(status, what, arguments.split(" "));
    }

    @Test
    void aPortInUseIsToldOfInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefused(
                    CommandLine.ExitCode.SOFTWARE,
                    "Cannot listen on 127.0.0.1:" + port + ": the port is in use; choose another",
                    "--port",
                    port);
        }
    }

    private static void assertRefused(int status, String what, String... arguments) {
        StringWriter err = new StringWriter();

        int ended = Launch.commandLine(new ExampleServer("hello", (vertx, router) -> {}))
                .setErr(new PrintWriter(err))
                .execute(arguments);

        assertThat(err.toString().lines()).singleElement().asString().contains(what);
        assertThat(ended).isEqualTo(status);
    }

    @Test
    void itSaysWhereItsPageIsAndSaysGoodbyeWhenItIsStopped() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // it lives for seconds
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.sluice.examples.echo.Echo",
                        "--port",
                        "0")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            await().until(() -> !process.isAlive() || Files.readString(out).contains("Ctrl-C to stop"));
            assertThat(Files.readString(err)).isEmpty();
            int port =
                    Integer.parseInt(Files.readString(out).replaceFirst("(?s)^Open http://127.0.0.1:(\\d+)/ .*", "$1"));
            try (Peer peer = new Peer(port, "/echo").send("hello")) {
                await().until(() -> peer.texts().equals(List.of("hello")));

                process.destroy();

                assertThat(peer.awaitClose().code()).isEqualTo(CloseCode.GOING_AWAY);
            }
            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(err)).isEmpty();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
