package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.perf.Perf;
import io.sluice.perf.serve.ContenderName;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A contender in a process of its own, and what the operating system says of that. Ends with this process at the latest. */
final class ServerUnderTest implements AutoCloseable {

    private final ContenderName name;
    private final Process process;
    private final BufferedReader replies;
    private final PrintStream orders;
    private final int port;

    /** @param arguments of the command {@code contender}, after the name */
    ServerUnderTest(ContenderName name, List<String> jvm, List<String> arguments) throws IOException {
        this.name = name;
        List<String> command = new ArrayList<>(Cores.forServer());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Perf.class.getName(), "contender", name.toString()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        replies = process.inputReader(UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, UTF_8);
        port = reply().getInteger("port");
    }

    ContenderName name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Gives an order that is not answered. */
    void publish(int count, int bytes) {
        orders.println("publish " + count + " " + bytes);
    }

    /** Begins to publish at a fixed rate; {@link #awaitPaced} blocks until that is over. */
    void pace(long perSecond, long count, int bytes) {
        orders.println("pace " + perSecond + " " + count + " " + bytes);
    }

    void awaitPaced() throws IOException {
        reply();
    }

    private JsonObject order(String line) throws IOException {
        orders.println(line);
        return reply();
    }

    private JsonObject reply() throws IOException {
        String line = replies.readLine();
        if (line == null) {
            throw new IOException(name + " has ended");
        }
        return new JsonObject(line);
    }

    /** Blocks until so many get what it publishes: a connection is open before that. */
    void awaitMembers(int count, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        int members;
        while ((members = order("members").getInteger("members")) != count) {
            if (System.nanoTime() > deadline) {
                throw new IOException(name + " has " + members + " members and not " + count);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** What is left in its heap after a collection, in bytes. */
    long heap() throws IOException {
        return order("heap").getLong("heap");
    }

    /** What all its threads have allocated so far, in bytes. */
    long allocated() throws IOException {
        return order("allocated").getLong("allocated");
    }

    /** CPU time of all its threads so far, in the kernel and out of it, in steps of 10 ms. */
    long cpuNanos() throws IOException {
        return ProcText.cpuNanos(read("stat"));
    }

    /** Resident memory in bytes. */
    long rss() throws IOException {
        return ProcText.bytes(read("status"), "VmRSS");
    }

    /** System calls of the write family so far. */
    long writes() throws IOException {
        return ProcText.number(read("io"), "syscw");
    }

    private String read(String file) throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
