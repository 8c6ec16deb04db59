package io.sluice.cluster;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds of a {@link ClusterBroker}. All nodes should have the same.
 *
 * <p>Immutable: each {@code with} returns a changed copy.
 */
public final class ClusterOptions {

    private static final long HISTORY_BYTES = 256L << 20;

    private final ProtocolSettings settings;
    private final long historyBytes;

    private ClusterOptions(ProtocolSettings settings, long historyBytes) {
        this.settings = settings;
        this.historyBytes = historyBytes;
    }

    /**
     * The defaults: a node is suspected after 2 s of silence, given up after 30 s, and the histories of a node take at most
     * 256 MiB.
     */
    public static ClusterOptions standard() {
        return new ClusterOptions(ProtocolSettings.defaults(), HISTORY_BYTES);
    }

    /**
     * Silence after which a node is suspected, and after which it is given up. Heartbeats go four times within the first.
     *
     * @param suspect at least 100 ms. Default 2 s: a pause of the collector is no death
     * @param dead more than {@code suspect}. Default 30 s: longer than a node is away that comes back
     */
    public ClusterOptions withSilence(Duration suspect, Duration dead) {
        if (suspect.toMillis() < 100 || dead.compareTo(suspect) <= 0) {
            throw new IllegalArgumentException(
                    "a node is suspected after at least 100 ms and given up later, not " + suspect + " and " + dead);
        }
        return new ClusterOptions(settings.withSilence(suspect.toMillis(), dead.toMillis()), historyBytes);
    }

    /**
     * The most bytes of payloads and keys that the histories take at the owners' side of a node, and again at the
     * subscribers'. While they take more, a topic that publishes drops its own oldest values.
     *
     * @param bytes at least 0. Default 256 MiB
     */
    public ClusterOptions withHistoryBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("historyBytes must not be negative, but is " + bytes);
        }
        return new ClusterOptions(settings, bytes);
    }

    /**
     * The most bytes that an owner keeps of all its topics together, to send again what got lost on the way. While they take more,
     * a topic that publishes drops its own oldest ones, and a node that has lost one of those is sent the history anew.
     *
     * @param bytes at least 0. Default 64 MiB: half a second of 1 KiB messages at 128,000 a second, which is longer than a
     *     loss takes to be seen
     */
    public ClusterOptions withRingBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("ringBytes must not be negative, but is " + bytes);
        }
        return new ClusterOptions(settings.withNodeRingBytes(bytes), historyBytes);
    }

    ClusterOptions withSettings(ProtocolSettings other) {
        return new ClusterOptions(Objects.requireNonNull(other), historyBytes);
    }

    ProtocolSettings settings() {
        return settings;
    }

    long historyBytes() {
        return historyBytes;
    }
}
