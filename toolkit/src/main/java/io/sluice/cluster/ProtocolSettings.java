package io.sluice.cluster;

/**
 * The bounds and times of the protocol. Times in milliseconds.
 *
 * @param heartbeat between two signs of life; at least four fit before a node is suspected, so that one lost frame is no alarm
 * @param suspectAfter silence after which a node is suspected: nothing is sent to it but probes
 * @param deadAfter silence after which a node's state is freed; also how long a subscription lives without a sign of its subscriber
 * @param backoffMin the shortest pause before an attempt is repeated
 * @param backoffMax the longest; also how rare probes, credits that change nothing and answers that do not come get
 * @param evictAfter how long a node may have no credit left while what it has not got is discarded
 * @param windowMessages messages per topic and node that may be under way or wait to be consumed
 * @param windowBytes the same in bytes, exceeded by at most one message
 * @param linkBytes bytes in flight per link, exceeded by at most one frame
 * @param batchMessages messages after which a frame is sent
 * @param batchBytes bytes after which a frame is sent
 * @param batchDelay the longest a part waits for others if nobody ends the turn
 * @param ringMessages messages a topic keeps
 * @param ringBytes bytes a topic keeps; it keeps the last message in any case
 * @param ringAge how long a topic keeps a message
 * @param nodeRingBytes bytes all topics of a node keep together; each keeps its last message in any case
 * @param publishTimeout after which a message that nobody has acknowledged is given up
 * @param idleAfter after which a topic nobody wants, or a producer nobody uses, is forgotten
 */
record ProtocolSettings(
        long heartbeat,
        long suspectAfter,
        long deadAfter,
        long backoffMin,
        long backoffMax,
        long evictAfter,
        int windowMessages,
        int windowBytes,
        int linkBytes,
        int batchMessages,
        int batchBytes,
        long batchDelay,
        int ringMessages,
        int ringBytes,
        long ringAge,
        long nodeRingBytes,
        long publishTimeout,
        long idleAfter) {

    static ProtocolSettings defaults() {
        return new ProtocolSettings(
                500, 2_000, 30_000, 100, 5_000, 30_000, 2_048, 1 << 20, 8 << 20, 256, 32 << 10, 1, 2_048, 1 << 20,
                60_000, 64 << 20, 30_000, 120_000);
    }

    ProtocolSettings withNodeRingBytes(long bytes) {
        return new ProtocolSettings(
                heartbeat,
                suspectAfter,
                deadAfter,
                backoffMin,
                backoffMax,
                evictAfter,
                windowMessages,
                windowBytes,
                linkBytes,
                batchMessages,
                batchBytes,
                batchDelay,
                ringMessages,
                ringBytes,
                ringAge,
                bytes,
                publishTimeout,
                idleAfter);
    }

    ProtocolSettings withSilence(long suspect, long dead) {
        return new ProtocolSettings(
                suspect / 4,
                suspect,
                dead,
                backoffMin,
                backoffMax,
                evictAfter,
                windowMessages,
                windowBytes,
                linkBytes,
                batchMessages,
                batchBytes,
                batchDelay,
                ringMessages,
                ringBytes,
                ringAge,
                nodeRingBytes,
                publishTimeout,
                idleAfter);
    }
}
