package io.sluice.cluster;

import java.util.List;

/**
 * What a subscriber of a topic gets to know, in order. From {@link Joined} on every sequence is accounted for: it is in one of
 * the {@link Messages}, in a {@link Gap}, behind a {@link SnapshotEnd}, or given up with a {@link Reset}.
 */
sealed interface TopicSignal {

    /** The first sequence to come is {@code next}; what lies before was not asked for. */
    record Joined(long epoch, long next) implements TopicSignal {}

    /** The messages from {@code first} on. */
    record Messages(long epoch, long first, List<byte[]> payloads) implements TopicSignal {}

    /** What lies between {@code from} and {@code to}, both included, is lost. */
    record Gap(long epoch, long from, long to) implements TopicSignal {}

    /**
     * The topic began anew: what came after {@code last} in the epoch {@code old} is lost, how much is not known. The
     * sequences of {@code epoch} count from 1, and all of them are accounted for.
     */
    record Reset(long old, long last, long epoch) implements TopicSignal {}

    /** The state of the topic follows. If this comes again before the end, what was told of it is void. */
    record SnapshotBegin(long epoch, long asOf) implements TopicSignal {}

    record SnapshotValues(List<byte[]> values) implements TopicSignal {}

    /** That was the state as of {@code asOf}: it stands for all messages up to there. */
    record SnapshotEnd(long epoch, long asOf) implements TopicSignal {}

    /** The owner is not heard: nothing comes for a while, nothing is lost yet. */
    record Suspended() implements TopicSignal {}

    /** The owner is heard again. */
    record Resumed() implements TopicSignal {}

    /** The node that had the stream is gone, with all it knew of this subscription. */
    record Lost(String node) implements TopicSignal {}

    /** Another node has the stream now. */
    record OwnerMoved(String node) implements TopicSignal {}

    /** Nothing comes any more. */
    record Ended(End end, String message) implements TopicSignal {

        enum End {
            /** The stream completed. */
            COMPLETE,
            /** The stream failed. */
            ERROR,
            /** This subscriber was too slow for too long. */
            SLOW,
            /** The node that had the stream is gone. */
            LOST
        }
    }
}
