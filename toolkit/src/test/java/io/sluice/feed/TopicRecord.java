package io.sluice.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was published to a topic, by epoch and offset: the naive truth that subscriptions are held against. */
public final class TopicRecord {

    private final Map<Long, Map<Long, Entry>> epochs = new LinkedHashMap<>();

    public void published(Position position, Entry entry) {
        Entry other = epochs.computeIfAbsent(position.epoch(), epoch -> new LinkedHashMap<>())
                .putIfAbsent(position.offset(), entry);
        if (other != null) {
            throw new AssertionError("two entries were published at " + position);
        }
    }

    public @Nullable Entry at(Position position) {
        Map<Long, Entry> of = epochs.get(position.epoch());
        return of == null ? null : of.get(position.offset());
    }

    public List<Position> positions() {
        List<Position> all = new ArrayList<>();
        epochs.forEach((epoch, entries) -> entries.keySet().forEach(offset -> all.add(new Position(epoch, offset))));
        return all;
    }

    /** The last entry of each key that there is at {@code position}, in the order of publishing. */
    public Collection<Entry> stateAt(Position position) {
        Map<String, Entry> state = new LinkedHashMap<>();
        for (long offset = 1; offset <= position.offset(); offset++) {
            Entry entry = at(new Position(position.epoch(), offset));
            if (entry == null) {
                throw new AssertionError("nothing was published at " + offset + ", before " + position);
            }
            String key = entry.key();
            if (key != null) {
                state.remove(key);
                if (!entry.isDeletion()) {
                    state.put(key, entry);
                }
            }
        }
        return state.values();
    }
}
