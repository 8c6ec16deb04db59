package io.sluice.perf.compare;

import io.sluice.perf.serve.ContenderName;
import java.io.IOException;

/** What a server is made to do. Leaves it as it found it, so that it can be made to do it again. */
interface Workload {

    /** For the command line and the results. */
    String name();

    /** A sentence for the table. */
    String describe();

    /** By which servers are ranked. */
    default Figure compared() {
        return Figure.CPU;
    }

    /** Whether it is to be done once before it counts; if not, each round has a process of its own. */
    default boolean warmsUp() {
        return true;
    }

    default Way way() {
        return Way.PLAIN;
    }

    /** Whether {@code server} can do it, and would by its documentation. */
    default boolean suits(ContenderName server) {
        return way().suits(server);
    }

    /** Does it for {@code seconds} or as long as it takes, and says what it cost. */
    Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException;
}
