package io.sluice.perf.compare;

import io.sluice.perf.serve.ContenderName;
import java.io.IOException;
import java.util.List;

/** What a server is made to do. Leaves it as it found it, so that it can be made to do it again. */
interface Workload {

    /** For the command line and the results. */
    String name();

    /** A sentence for the table. */
    String describe();

    /** Arguments of the servers, beside their name. */
    default List<String> arguments(Bench bench) throws IOException {
        return List.of();
    }

    /** Who can do it at all, of those one could compare. */
    default boolean suits(ContenderName server) {
        return true;
    }

    /** Does it for {@code seconds} or as long as it takes, and says what it cost. */
    Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException;
}
