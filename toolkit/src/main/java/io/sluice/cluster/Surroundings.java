package io.sluice.cluster;

import java.util.random.RandomGenerator;

/**
 * What all parts of one node's protocol share.
 *
 * <p>Threading: confined to the node.
 */
final class Surroundings {

    final String self;
    final ProtocolSettings settings;
    final Rules rules;
    final Effects effects;
    final Alarms alarms = new Alarms();
    final RingBudget rings;
    final ProtocolCounts counts = new ProtocolCounts();
    private final RandomGenerator random;

    /** The time of this turn, in milliseconds. */
    long now;

    private long lastIncarnation;
    private long lastId;

    /**
     * @param born a number that is greater in each life of a node of this name: incarnations begin there
     */
    Surroundings(
            String self, ProtocolSettings settings, Rules rules, Effects effects, RandomGenerator random, long born) {
        this.self = self;
        this.settings = settings;
        this.rings = new RingBudget(settings.nodeRingBytes());
        this.rules = rules;
        this.effects = effects;
        this.random = random;
        this.lastIncarnation = born;
    }

    long freshIncarnation() {
        return ++lastIncarnation;
    }

    /** An identifier of a subscription, greater than all before. */
    long freshId() {
        return ++lastId;
    }

    /** Random, and not 0: an epoch or a producer. */
    long randomNumber() {
        return 1 + random.nextLong(ByteReader.MAX_COUNT);
    }

    /** The pause before attempt {@code attempt}, counted from 0: doubles, with jitter of a half so that not all come at once. */
    long backoff(int attempt) {
        long ceiling = Math.min(settings.backoffMax(), settings.backoffMin() << Math.min(attempt, 20));
        return ceiling / 2 + random.nextLong(ceiling / 2 + 1);
    }

    void after(long delay, Runnable action) {
        alarms.at(now + delay, action);
    }
}
