package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts the system calls of a process from outside, from when it is made until {@link #end}: with {@code perf stat} where that
 * may look at kernel tracepoints, else with {@code strace -c}, else not at all. What is counted slows down: not to be measured
 * at the same time.
 */
final class SystemCalls {

    /** What sends. With io_uring the kernel sends by itself, what it was told in {@code io_uring_enter}. */
    static final List<String> SENDING = List.of("write", "writev", "sendto", "sendmsg", "sendmmsg", "io_uring_enter");

    private static final List<String> WAITING =
            List.of("epoll_wait", "epoll_pwait", "epoll_pwait2", "futex", "read", "readv", "recvfrom", "recvmsg");
    private static final String TRACEPOINT = "syscalls:sys_enter_";

    private enum Tool {
        PERF,
        STRACE,
        NONE
    }

    private static @Nullable Tool known;

    private final Tool tool = tool();
    private final @Nullable Path output;
    private final @Nullable Process counter;

    SystemCalls(long pid) throws IOException {
        if (tool == Tool.NONE) {
            output = null;
            counter = null;
            return;
        }
        output = Files.createTempFile("calls", ".txt");
        List<String> command = new ArrayList<>();
        if (tool == Tool.PERF) {
            command.addAll(List.of("perf", "stat", "-x", ",", "-o", output.toString(), "-e", events(), "-p"));
        } else {
            command.addAll(List.of("strace", "-c", "-f", "-q", "-o", output.toString(), "-p"));
        }
        command.add(String.valueOf(pid));
        counter = start(command);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500)); // until it has attached itself to every thread
    }

    private static String events() {
        List<String> all = new ArrayList<>(SENDING);
        all.addAll(WAITING);
        return TRACEPOINT + String.join("," + TRACEPOINT, all);
    }

    private static synchronized Tool tool() {
        if (known == null) {
            known = works("perf", "stat", "-e", events(), "true")
                    ? Tool.PERF
                    : works("strace", "-c", "-f", "true") ? Tool.STRACE : Tool.NONE;
        }
        return known;
    }

    private static boolean works(String... command) {
        try {
            Process process = start(List.of(command));
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** By what they are counted, for people. */
    static String describe() {
        return switch (tool()) {
            case PERF -> "perf stat on the tracepoints of system calls";
            case STRACE -> "strace -c -f";
            case NONE -> "nothing: neither perf nor strace may";
        };
    }

    /** The counts by name, those that are zero left out; empty if nothing can count here. */
    Map<String, Long> end() throws IOException {
        if (counter == null || output == null) {
            return Map.of();
        }
        try {
            start(List.of("kill", "-INT", String.valueOf(counter.pid())));
            if (!counter.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException(tool + " does not end");
            }
            String text = Files.readString(output, UTF_8);
            return tool == Tool.PERF ? ofPerf(text) : ofStrace(text);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            counter.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    /** Lines such as {@code 1200,,syscalls:sys_enter_write,5000,100.00,,}. */
    static Map<String, Long> ofPerf(String text) {
        Map<String, Long> counts = new TreeMap<>();
        text.lines().forEach(line -> {
            String[] fields = line.split(",", -1);
            if (fields.length > 2 && fields[2].startsWith(TRACEPOINT) && fields[0].matches("[1-9]\\d*")) {
                counts.put(fields[2].substring(TRACEPOINT.length()), Long.parseLong(fields[0]));
            }
        });
        return counts;
    }

    /** A table: share, seconds, time per call, calls, errors or nothing, name. */
    static Map<String, Long> ofStrace(String text) {
        Map<String, Long> counts = new TreeMap<>();
        text.lines().forEach(line -> {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length >= 5 && fields[3].matches("\\d+") && !fields[fields.length - 1].equals("total")) {
                counts.put(fields[fields.length - 1], Long.parseLong(fields[3]));
            }
        });
        return counts;
    }

    static long sum(Map<String, Long> counts, List<String> names) {
        return names.stream().mapToLong(name -> counts.getOrDefault(name, 0L)).sum();
    }
}
