package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The protocol under thousands of schedules of faults, in virtual time.
 *
 * <p>{@code -Dsluice.simulation.schedules=100000} runs so many; {@code -Dsluice.simulation.seed=N} runs the one of that seed.
 */
class SimulationTest {

    private static final long SCHEDULES = Long.getLong("sluice.simulation.schedules", 2_000);
    private static final long FIRST_SEED = Long.getLong("sluice.simulation.first", 1);
    private static final long SEED = Long.getLong("sluice.simulation.seed", -1);

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whateverTheNetworkDoesNothingIsMissedDoubledOrLeftOver() {
        if (SEED >= 0) {
            run(SEED, Rules.ALL);
            return;
        }
        LongStream.range(FIRST_SEED, FIRST_SEED + SCHEDULES).parallel().forEach(seed -> run(seed, Rules.ALL));
    }

    @Test
    void creditThatIsNotCumulativeIsFoundOut() {
        assertThat(firstSeedThatFails(new Rules(false, true, true))).isPresent();
    }

    @Test
    void attemptsThatAreNotFencedAreFoundOut() {
        assertThat(firstSeedThatFails(new Rules(true, false, true))).isPresent();
    }

    @Test
    void gapsThatAreIgnoredAreFoundOut() {
        assertThat(firstSeedThatFails(new Rules(true, true, false))).isPresent();
    }

    private static OptionalLong firstSeedThatFails(Rules rules) {
        for (long seed = 1; seed <= 1_000; seed++) {
            try {
                new SimulatedCluster(seed, rules).run();
            } catch (Broken found) {
                return OptionalLong.of(seed);
            }
        }
        return OptionalLong.empty();
    }

    private static void run(long seed, Rules rules) {
        try {
            new SimulatedCluster(seed, rules).run();
        } catch (RuntimeException broken) {
            throw new AssertionError("-Dsluice.simulation.seed=" + seed + ": " + broken.getMessage(), broken);
        }
    }
}
