package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.wire.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client in JavaScript: its own tests under Node.js, and that it understands this server. Skipped without Node.js, unless CI=true. */
final class JavaScriptClientTest {

    private static final Path SCRIPTS = Path.of("src", "test", "js");
    private static final long TIMEOUT_SECONDS = 60;
    private static final int VALUES = 900; // all in the history
    private static final int VALUES_PER_CONNECTION = 60;

    @TempDir
    private Path folder;

    @Test
    void itPassesItsOwnTests() throws IOException, InterruptedException {
        String output = end(
                start(List.of("--test", SCRIPTS.resolve("sluice-feed.test.mjs").toString())));
        assertThat(output).containsPattern("\\bpass [1-9]").containsPattern("\\bfail 0\\b");
    }

    @Test
    void itFollowsATopicOverConnectionsThatAreLost() throws IOException, InterruptedException {
        assumeThat(version()).as("Node.js 20 is the first with a WebSocket").isGreaterThanOrEqualTo(20);
        try (FeedNode server = FeedNode.of(FeedOptions.standard())) {
            Process client = start(List.of(
                    "--experimental-websocket",
                    SCRIPTS.resolve("follow.mjs").toString(),
                    server.uri(),
                    FeedNode.JSON.name(),
                    String.valueOf(VALUES)));
            for (int n = 1; n <= VALUES; n++) {
                server.publish(FeedNode.JSON, "{\"n\":" + n + "}");
                if (n % VALUES_PER_CONNECTION == 0 && n < VALUES) {
                    int connection = n / VALUES_PER_CONNECTION;
                    Wait.until(() -> server.accepted.size() >= connection);
                    server.accepted.get(connection - 1).cancel();
                }
            }
            assertThat(end(client)).contains("all " + VALUES + " have come");
            assertThat(server.accepted).hasSizeGreaterThanOrEqualTo(VALUES / VALUES_PER_CONNECTION);
        }
    }

    private int version() throws IOException, InterruptedException {
        String version = end(start(List.of("--version"))).strip();
        return Integer.parseInt(version.substring(1, version.indexOf('.')));
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
        } catch (IOException missing) {
            if ("true".equals(System.getenv("CI"))) {
                return fail("CI=true, and there is no node on the PATH (Debian: nodejs)", missing);
            }
            assumeThat(false)
                    .as("there is no node on the PATH (Debian: nodejs)")
                    .isTrue();
            throw missing;
        }
    }

    private String end(Process process) throws IOException, InterruptedException {
        try {
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            String output = Files.readString(folder.resolve("output"));
            assertThat(ended).as("ended in time; so far: %s", output).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
