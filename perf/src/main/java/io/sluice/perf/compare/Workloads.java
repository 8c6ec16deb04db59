package io.sluice.perf.compare;

import java.util.ArrayList;
import java.util.List;

/** All that servers can be made to do, in the order in which it is measured. */
final class Workloads {

    private static final List<Workload> ALL = List.of(
            new FanOut("fanout-sixteen", 16, 0, Way.PLAIN),
            new FanOut("fanout-one", 1, 0, Way.PLAIN),
            new Paced("paced", 50, 0),
            new Paced("overload", Paced.OVERLOAD, 0),
            new Echo("echo-small", 64, 16, 128),
            new Echo("echo-large", 32, 4, 16 << 10),
            new Idle("idle", 5_000),
            new Slow("slow", 50, 4_096, Way.PLAIN),
            new Slow("slow-conflated", 50, 4_096, Way.CONFLATED),
            new Paced("turnover", 50, 50),
            new FanOut("json", 16, 1_024, Way.PLAIN),
            new FanOut("json-compressed", 16, 1_024, Way.COMPRESSED),
            new FanOut("tls-sixteen", 16, 0, Way.TLS));

    /** For the help of the command line. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(names());
        }
    }

    private Workloads() {}

    static List<String> names() {
        return ALL.stream().map(Workload::name).toList();
    }

    static Workload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no workload " + name + ", but " + names()));
    }
}
