package io.sluice.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** All that was ever seen of a topic, by whomever: one sequence of one epoch is one message, and each comes once in an epoch. */
final class TopicLog {

    private static final class EpochLog {
        private final Map<Long, Long> bySequence = new HashMap<>();
        private final Map<Long, Long> byMessage = new HashMap<>();
    }

    private final Map<Long, EpochLog> epochs = new HashMap<>();
    private final Map<Long, KeyedState> states = new HashMap<>();

    void seen(long epoch, long sequence, long message) {
        EpochLog log = epochs.computeIfAbsent(epoch, any -> new EpochLog());
        Long present = log.bySequence.putIfAbsent(sequence, message);
        if (present != null && present != message) {
            throw new Broken("sequence " + sequence + " is message " + message + " here and " + present + " there");
        }
        Long before = log.byMessage.putIfAbsent(message, sequence);
        if (before != null && before != sequence) {
            throw new Broken("message " + message + " is in its epoch twice, at " + before + " and " + sequence);
        }
    }

    void stateOf(long epoch, KeyedState state) {
        states.put(epoch, state);
    }

    KeyedState state(long epoch) {
        return Objects.requireNonNull(states.get(epoch), "a snapshot of a topic without state");
    }
}
