package io.sluice.cluster;

/**
 * What one node's protocol did so far.
 *
 * <p>Threading: confined to the node.
 */
final class ProtocolCounts {

    /** Bytes that were no frame. */
    long malformed;
    /** Frames of an earlier life of a link, or to one. */
    long stale;
    /** Frames that came again, or after they had been given up. */
    long late;
    /** Parts for a subscription that is not, or not any more. */
    long fenced;
    /** Frames given up as lost. */
    long lostFrames;
    /** Attempts to subscribe again. */
    long resubscribes;
    /** Messages that came too early. */
    long early;
    /** Messages that came again. */
    long repeated;
    /** Gaps told to slow subscribers. */
    long overruns;
    /** Subscribers that were too slow for too long. */
    long evictions;
    /** Subscriptions nobody cared for any more. */
    long expired;
    /** Messages without acknowledgement that could not be sent. */
    long unsent;
    /** Published messages that were in the topic already. */
    long deduplicated;
    /** Messages published to a topic that is not ours. */
    long misdirected;
}
