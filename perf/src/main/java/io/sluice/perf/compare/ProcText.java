package io.sluice.perf.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the files below {@code /proc/PID} say. */
final class ProcText {

    /** USER_HZ, in which /proc counts, is 100 on every platform Linux has now. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private ProcText() {}

    /** User and system time of all threads, from {@code stat}. */
    static long cpuNanos(String stat) {
        // After the name, which may hold anything but is in brackets: state is the 3rd field, utime the 14th.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /** Of {@code status}, which counts in kB: {@code VmRSS}, {@code VmHWM}. */
    static long bytes(String status, String field) {
        return number(status, field) << 10;
    }

    /** Of {@code io}: {@code syscw} counts the system calls write, writev and their like, but none of the family of send. */
    static long number(String text, String field) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(field) + ":\\s*(\\d+)").matcher(text);
        if (!line.find()) {
            throw new IllegalArgumentException("no " + field + " in: " + text);
        }
        return Long.parseLong(line.group(1));
    }
}
