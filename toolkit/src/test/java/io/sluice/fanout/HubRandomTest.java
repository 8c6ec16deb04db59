package io.sluice.fanout;

import io.sluice.fanout.ReferencePolicy.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random joins, leaves, requests, values, changes of policy and ends, many of them from within signals, against a naive model. To repeat a
 * failure, run with {@code -Dsluice.seed=} and the seed it names.
 */
class HubRandomTest {

    private static final int HUBS = 500;
    private static final int OPERATIONS_EACH = 200;

    @ParameterizedTest
    @EnumSource
    void everyMemberSeesWhatTheModelSays(Kind kind) {
        long first = Long.getLong("sluice.seed", System.nanoTime());
        for (long seed = first; seed < first + HUBS; seed++) {
            try {
                new RandomHub(kind, seed, OPERATIONS_EACH).run();
            } catch (Throwable error) {
                throw new AssertionError("-Dsluice.seed=" + seed + " (" + kind + "): " + error.getMessage(), error);
            }
        }
    }
}
