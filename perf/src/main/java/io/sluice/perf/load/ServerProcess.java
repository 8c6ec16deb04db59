package io.sluice.perf.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.perf.Perf;
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
import java.util.stream.Stream;

/** {@link Serve} in a process of its own, and what the operating system says of that. Ends with this process at the latest. */
final class ServerProcess implements AutoCloseable {

    /** USER_HZ, in which /proc counts, is 100 on every platform Linux has now. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final Process process;
    private final BufferedReader replies;
    private final PrintStream orders;
    private final int port;

    /**
     * Starts one, with the arguments of the command {@code serve}.
     *
     * @param heap as {@code -Xmx} has it
     * @param limit after which it is killed, whatever it does
     */
    ServerProcess(String heap, Duration limit, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                Perf.class.getName(),
                "serve"));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        replies = process.inputReader(UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, UTF_8);
        Thread guard = new Thread(() -> killAfter(limit), "guard");
        guard.setDaemon(true);
        guard.start();
        port = reply().getInteger("port");
    }

    private void killAfter(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("the server has taken more than " + limit.toSeconds() + " s: killed");
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            process.destroyForcibly();
        }
    }

    int port() {
        return port;
    }

    /** Gives an order and blocks until it is done. */
    JsonObject order(String line) throws IOException {
        orders.println(line);
        return reply();
    }

    private JsonObject reply() throws IOException {
        String line = replies.readLine();
        if (line == null) {
            throw new IOException("the server has ended");
        }
        return new JsonObject(line);
    }

    /** Blocks until so many have joined its hub: a connection is open before that. */
    void awaitMembers(int count, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (order("members").getInteger("members") != count) {
            if (System.nanoTime() > deadline) {
                throw new IOException("never had " + count + " members");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** CPU time of all its threads so far, in the kernel and out of it, in steps of 10 ms. */
    long cpuNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
        // After the name, which may hold anything but is in brackets: state is the 3rd field, utime the 14th.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /** Resident memory in bytes. */
    long rss() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What is left in its heap after a collection, in bytes. */
    long heap() throws IOException {
        return order("heap").getLong("heap");
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
