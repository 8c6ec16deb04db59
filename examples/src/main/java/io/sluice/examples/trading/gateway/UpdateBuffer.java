package io.sluice.examples.trading.gateway;

import io.sluice.examples.trading.market.DepthUpdate;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The updates kept until a snapshot comes.
 *
 * <p>Invariant: each follows the one before it without a gap, so that a snapshot that the first one follows is followed by all.
 *
 * <p>Overflow: at most {@code maxUpdates} and {@code maxLevels} in all of them together, which bounds the memory; beyond either the
 * oldest go, down to the newest one. What is left still follows on without a gap, and a newer snapshot fits it.
 */
final class UpdateBuffer {

    private final int maxUpdates;
    private final int maxLevels;
    private final ArrayDeque<DepthUpdate> updates = new ArrayDeque<>();
    private int levels;

    UpdateBuffer(int maxUpdates, int maxLevels) {
        if (maxUpdates < 1 || maxLevels < 1) {
            throw new IllegalArgumentException("a buffer of " + maxUpdates + " updates and " + maxLevels + " levels");
        }
        this.maxUpdates = maxUpdates;
        this.maxLevels = maxLevels;
    }

    int size() {
        return updates.size();
    }

    @Nullable
    DepthUpdate first() {
        return updates.peekFirst();
    }

    @Nullable
    DepthUpdate last() {
        return updates.peekLast();
    }

    @Nullable
    DepthUpdate poll() {
        DepthUpdate first = updates.pollFirst();
        if (first != null) {
            levels -= levelsOf(first);
        }
        return first;
    }

    /** Adds an update that follows the last one, and returns how many had to go for it. */
    int add(DepthUpdate update) {
        updates.addLast(update);
        levels += levelsOf(update);
        int gone = 0;
        while (updates.size() > 1 && (updates.size() > maxUpdates || levels > maxLevels)) {
            levels -= levelsOf(Objects.requireNonNull(updates.pollFirst()));
            gone++;
        }
        return gone;
    }

    /** Gives all of them up, and returns how many there were. */
    int clear() {
        int gone = updates.size();
        updates.clear();
        levels = 0;
        return gone;
    }

    private static int levelsOf(DepthUpdate update) {
        return update.bids().size() + update.asks().size();
    }
}
