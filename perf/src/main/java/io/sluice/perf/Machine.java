package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What figures were measured on, in a line to print above them. */
public final class Machine {

    private Machine() {}

    public static String describe() {
        return "JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version")
                + ", " + Runtime.getRuntime().availableProcessors() + " x " + processor() + ", load "
                + load();
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor");
        } catch (IOException unknown) {
            return "processor";
        }
    }

    /** Of the last minute: what else the machine was busy with. */
    private static String load() {
        try {
            String averages = Files.readString(Path.of("/proc/loadavg"));
            return averages.substring(0, averages.indexOf(' '));
        } catch (IOException unknown) {
            return "unknown";
        }
    }
}
