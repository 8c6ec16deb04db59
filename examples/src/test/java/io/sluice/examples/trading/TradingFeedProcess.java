package io.sluice.examples.trading;

import static io.sluice.examples.trading.Soon.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The trading feed as a process of its own, as it is started from a shell; gone when closed. */
final class TradingFeedProcess implements AutoCloseable {

    private static final Pattern URL = Pattern.compile(" is live at http://[^:]+:(\\d+)/");

    private final Process process;
    private final Path out;
    private final Path err;

    /** @param folder for what it writes */
    TradingFeedProcess(Path folder, String... arguments) throws IOException {
        out = folder.resolve("out");
        err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1", // it lives for seconds
                "-cp",
                System.getProperty("java.class.path"),
                "io.sluice.examples.trading.TradingFeed"));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** The port of the page, once that is told of. */
    int awaitPort() {
        await().until(() ->
                !process.isAlive() || out().anyMatch(line -> URL.matcher(line).find()));
        Matcher url = URL.matcher(String.join("\n", out().toList()));
        assertThat(url.find())
                .as("an address in %s, %s", out().toList(), err().toList())
                .isTrue();
        return Integer.parseInt(url.group(1));
    }

    Stream<String> out() {
        return lines(out);
    }

    Stream<String> err() {
        return lines(err);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file, UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends by itself").isTrue();
        return process.exitValue();
    }

    /** Sends a signal, by its name without SIG, and returns how long the process took to end. */
    Duration end(String signal) throws IOException, InterruptedException {
        long start = System.nanoTime();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("ends on SIG" + signal)
                .isTrue();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Whether this process was started in a way that keeps Ctrl-C from it, as some do that run in the background. */
    boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return false;
        }
        String ignored = Files.readString(status)
                .lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0");
        int interrupt = 1 << (2 - 1);
        return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & interrupt) != 0;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
