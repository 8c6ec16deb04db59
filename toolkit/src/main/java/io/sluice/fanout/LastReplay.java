package io.sluice.fanout;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replays the last few values. Joiners between two values share one list. */
final class LastReplay<T> implements Replay<T> {

    private final int max;
    private final ArrayDeque<T> last = new ArrayDeque<>(0);
    private @Nullable List<T> snapshot;

    LastReplay(int max) {
        if (max <= 0) {
            throw new IllegalArgumentException("n must be positive, not " + max);
        }
        this.max = max;
    }

    @Override
    public void record(T value) {
        if (last.size() == max) {
            last.poll();
        }
        last.add(value);
        snapshot = null;
    }

    @Override
    public List<T> replay() {
        List<T> list = snapshot;
        if (list == null) {
            list = List.copyOf(last);
            snapshot = list;
        }
        return list;
    }
}
