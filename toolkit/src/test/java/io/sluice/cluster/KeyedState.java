package io.sluice.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last message of each key; remembers all there were, to say afterwards what the state was at any time. */
final class KeyedState implements TopicState {

    private static final int KEYS = 5;

    private final Map<Long, byte[]> values = new LinkedHashMap<>();
    private final List<Long> messages = new ArrayList<>();

    @Override
    public long apply(byte[] payload) {
        long message = SimulatedNode.message(payload);
        messages.add(message);
        values.put(message % KEYS, payload);
        return NEW;
    }

    @Override
    public List<byte[]> values() {
        return List.copyOf(values.values());
    }

    /** The last message of each key after the first {@code asOf}. */
    Map<Long, Long> at(long asOf) {
        Map<Long, Long> state = new LinkedHashMap<>();
        for (int i = 0; i < asOf; i++) {
            state.put(messages.get(i) % KEYS, messages.get(i));
        }
        return state;
    }

    static Map<Long, Long> of(List<Long> received) {
        Map<Long, Long> state = new LinkedHashMap<>();
        received.forEach(message -> state.put(message % KEYS, message));
        return state;
    }
}
