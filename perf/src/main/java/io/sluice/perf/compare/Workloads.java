package io.sluice.perf.compare;

import java.util.ArrayList;
import java.util.List;

/** All that servers can be made to do, in the order in which it is measured. */
final class Workloads {

    private static final List<Workload> ALL = List.of(new FanOut("fanout-sixteen", 16), new FanOut("fanout-one", 1));

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
