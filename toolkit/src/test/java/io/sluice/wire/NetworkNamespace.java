package io.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Another machine, as far as TCP can tell: a network namespace of Linux with a cable of its own to this one, that can be cut.
 *
 * <p>Needs root and the command {@code ip}; without them the test that opens one is skipped. The addresses are from those that
 * RFC 2544 keeps for tests of networks, a pair for each process and namespace.
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final int PAIRS = 1 << 15;

    private final String name;
    private final String ourEnd;
    private final String theirEnd;
    private final String ourAddress;
    private final List<Process> processes = new ArrayList<>();

    private NetworkNamespace() {
        int opened = OPENED.getAndIncrement();
        long pid = ProcessHandle.current().pid();
        name = "sl" + pid + "n" + opened;
        ourEnd = name + "a";
        theirEnd = name + "b";
        int first = (int) ((pid * 8 + opened) % PAIRS) * 4;
        String network = "198." + (18 + (first >> 16)) + "." + (first >> 8 & 0xFF) + ".";
        ourAddress = network + ((first & 0xFF) + 1);
        String theirAddress = network + ((first & 0xFF) + 2);
        refused("netns", "add", name).ifPresent(why -> assumeTrue(false, "no network namespace here: " + why));
        try {
            ip("link", "add", ourEnd, "type", "veth", "peer", "name", theirEnd, "netns", name);
            ip("address", "add", ourAddress + "/30", "dev", ourEnd);
            ip("-n", name, "address", "add", theirAddress + "/30", "dev", theirEnd);
            ip("link", "set", ourEnd, "up");
            ip("-n", name, "link", "set", theirEnd, "up");
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Opens one, or skips the test. */
    public static NetworkNamespace open() {
        return new NetworkNamespace();
    }

    /** Where this machine is found from over there. */
    public InetAddress address() {
        try {
            return InetAddress.getByName(ourAddress);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Runs a main class of the tests over there. */
    public void run(Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        try {
            processes.add(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** From now on nothing goes in either direction, and nobody is told. */
    public void cutCable() {
        ip("-n", name, "link", "set", theirEnd, "down");
    }

    /** From now on nothing comes from over there, as if a firewall dropped it. */
    public void dropWhatTheySend() {
        ip("-n", name, "route", "add", "blackhole", ourAddress + "/32");
    }

    private static void ip(String... arguments) {
        refused(arguments).ifPresent(why -> {
            throw new IllegalStateException(String.join(" ", arguments) + ": " + why);
        });
    }

    /** Why the command did not do it, if so. */
    private static Optional<String> refused(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).trim();
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(output);
        } catch (IOException none) {
            return Optional.of(none.toString());
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        refused("link", "delete", ourEnd);
        refused("netns", "delete", name);
    }
}
