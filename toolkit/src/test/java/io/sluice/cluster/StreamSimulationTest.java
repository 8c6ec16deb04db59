package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Streams from node to node under thousands of schedules of faults, in virtual time.
 *
 * <p>{@code -Dsluice.simulation.schedules=100000} runs so many; {@code -Dsluice.simulation.seed=N} runs the one of that seed.
 */
class StreamSimulationTest {

    private static final long SCHEDULES = Long.getLong("sluice.simulation.schedules", 500);
    private static final long FIRST_SEED = Long.getLong("sluice.simulation.first", 1);
    private static final long SEED = Long.getLong("sluice.simulation.seed", -1);

    @Test
    void whateverTheNetworkDoesAStreamComesInOrderAsRequestedAndEndsOnce() {
        long first = SEED >= 0 ? SEED : FIRST_SEED;
        long last = SEED >= 0 ? SEED : FIRST_SEED + SCHEDULES - 1;
        long whole = 0;
        for (long seed = first; seed <= last; seed++) {
            whole += run(seed);
        }
        assertThat(SEED >= 0 || whole > SCHEDULES)
                .as("streams came whole: " + whole)
                .isTrue();
    }

    private static long run(long seed) {
        try {
            SimulatedStreams schedule = new SimulatedStreams(seed);
            schedule.run();
            return schedule.whole();
        } catch (RuntimeException broken) {
            throw new AssertionError("-Dsluice.simulation.seed=" + seed + ": " + broken.getMessage(), broken);
        }
    }
}
