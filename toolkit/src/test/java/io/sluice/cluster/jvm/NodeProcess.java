package io.sluice.cluster.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Node} in a process of its own, with a heap small enough that what grows without bound would show. Never outlives
 * {@link #close}. Not for several threads.
 */
final class NodeProcess implements AutoCloseable {

    private static final String HEAP = "96m";

    final String name;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private String id = "";

    /**
     * Starts it; {@link #awaitStart} waits for it.
     *
     * @param prefix of the command, such as what enters a network namespace
     */
    NodeProcess(String name, List<String> prefix, JsonObject setup, Path log) {
        this.name = name;
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                NodeMain.class.getName(),
                setup.encode()));
        try {
            File file = log.toFile();
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(file))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        answers = process.inputReader(UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, UTF_8);
    }

    /** Blocks until it is a member. */
    void awaitStart() {
        id = answer().getString("node");
    }

    String id() {
        return id;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Gives an order and blocks until it is answered. */
    JsonObject order(String what, Object... fields) {
        send(what, fields);
        return answer();
    }

    /** Gives an order; somebody has to take its {@link #answer}. */
    void send(String what, Object... fields) {
        JsonObject order = new JsonObject().put("do", what);
        for (int i = 0; i < fields.length; i += 2) {
            order.put((String) fields[i], fields[i + 1]);
        }
        orders.println(order.encode());
    }

    JsonObject answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the node " + name + " has ended");
            }
            JsonObject answer = new JsonObject(line);
            if (answer.containsKey("refused")) {
                throw new IllegalStateException("the node " + name + ": " + answer.getString("refused"));
            }
            return answer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Stops all of its threads, as a machine that hangs would. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    /** Without a chance to say good-bye: kill -9. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private void signal(String signal) {
        Commands.run("kill", signal, String.valueOf(process.pid()));
    }

    private void await() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the node " + name + " does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
