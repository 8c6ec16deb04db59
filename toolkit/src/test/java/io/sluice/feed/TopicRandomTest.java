package io.sluice.feed;

import org.junit.jupiter.api.Test;

/** Random runs; to repeat a failure, run with {@code -Dsluice.seed=} and the seed it names. */
class TopicRandomTest {

    private static final int TOPICS = 800;
    private static final int OPERATIONS_EACH = 150;

    @Test
    void everySubscriberGetsOrIsToldOfEveryValue() {
        long first = Long.getLong("sluice.seed", System.nanoTime());
        for (long seed = first; seed < first + TOPICS; seed++) {
            try {
                new RandomTopic(seed).run(OPERATIONS_EACH);
            } catch (Throwable error) {
                throw new AssertionError("-Dsluice.seed=" + seed + ": " + error.getMessage(), error);
            }
        }
    }
}
