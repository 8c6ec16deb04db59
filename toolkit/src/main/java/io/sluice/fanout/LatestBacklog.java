package io.sluice.fanout;

import org.jspecify.annotations.Nullable;

/** Keeps one value, the last. */
final class LatestBacklog<T> implements Backlog<T> {

    private @Nullable T latest;

    @Override
    public Outcome offer(T value) {
        Outcome outcome = latest == null ? Outcome.QUEUED : Outcome.CONFLATED;
        latest = value;
        return outcome;
    }

    @Override
    public @Nullable T poll() {
        T value = latest;
        latest = null;
        return value;
    }

    @Override
    public int size() {
        return latest == null ? 0 : 1;
    }

    @Override
    public void clear() {
        latest = null;
    }

    @Override
    public String bound() {
        return "1 message waiting";
    }
}
