package io.sluice.cluster;

import java.util.List;

/**
 * What a {@link ClusterBroker} holds and has seen, as of its last heartbeat.
 *
 * @param node the name of this node
 * @param links to the nodes that are known, this one included
 * @param topicsOwned topics this node keeps
 * @param topicsMirrored topics somebody on this node is subscribed to
 * @param subscriptions on this node, of all topics
 * @param historyBytes payloads and keys in the histories this node keeps
 * @param mirrorBytes payloads and keys in the histories of the topics it is subscribed to
 * @param unanswered acknowledged publications on their way
 * @param unsent messages without acknowledgement that were dropped at once
 * @param refused acknowledged publications that were refused, as too many were on their way
 * @param repeated publications to topics of this node that had been published before
 * @param lostFrames frames that never came
 * @param staleFrames frames that came again, too late, for somebody who is gone, or were none
 * @param resubscribes attempts to subscribe to an owner
 * @param overruns times a node fell out of the history of a topic of this node
 * @param evictions nodes that were too slow for too long
 * @param streamsOffered streams of this node that are on offer, or received by somebody
 * @param streamsReceived streams this node receives
 * @param streamBytes of streams of this node, sent or to be sent, and not known to have arrived
 */
public record ClusterCounters(
        String node,
        List<LinkStatus> links,
        int topicsOwned,
        int topicsMirrored,
        int subscriptions,
        long historyBytes,
        long mirrorBytes,
        int unanswered,
        long unsent,
        long refused,
        long repeated,
        long lostFrames,
        long staleFrames,
        long resubscribes,
        long overruns,
        long evictions,
        int streamsOffered,
        int streamsReceived,
        long streamBytes) {

    public ClusterCounters {
        links = List.copyOf(links);
    }

    /** How it stands with a node. */
    public enum LinkState {
        /** It has not answered yet. */
        CONNECTING,
        /** It is heard. */
        UP,
        /** Nothing has been heard of it for a while; nothing is sent to it but probes. */
        SUSPECTED
    }

    /**
     * One link.
     *
     * @param node at its other end
     * @param state of it
     * @param bytesInFlight sent and not known to have arrived
     * @param served topics of this node that the other end is subscribed to
     * @param subscribed topics of the other end that this node is subscribed to
     */
    public record LinkStatus(String node, LinkState state, long bytesInFlight, int served, int subscribed) {}
}
