package io.sluice.perf.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.perf.Perf;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A {@link Node} in a process of its own, which ends with this one at the latest. */
final class NodeProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;

    NodeProcess(String cluster, int port, String members) {
        try {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Perf.class.getName(),
                            "cluster-node",
                            "--cluster=" + cluster,
                            "--port=" + port,
                            "--members=" + members))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        answers = process.inputReader(UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, UTF_8);
    }

    /** Blocks until it is a member. */
    void awaitStart() {
        JsonObject unused = answer();
    }

    /** Gives an order and blocks until it is done. */
    JsonObject order(String what, Object... fields) {
        JsonObject order = new JsonObject().put("do", what);
        for (int i = 0; i < fields.length; i += 2) {
            order.put((String) fields[i], fields[i + 1]);
        }
        orders.println(order.encode());
        return answer();
    }

    private JsonObject answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("a node has ended");
            }
            return new JsonObject(line);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends it a signal, such as STOP. */
    void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + ": " + code);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
