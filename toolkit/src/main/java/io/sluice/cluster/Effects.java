package io.sluice.cluster;

/**
 * What a node wants done. Called in the middle of a turn: an implementation keeps what it is told, and neither calls back into
 * the node nor blocks.
 */
interface Effects {

    /** Sends a frame to a node, once; nobody expects it to arrive. */
    void send(String node, byte[] frame);

    /** Tells the subscriber of {@code inlet}. Per inlet in order; the last one is a {@link TopicSignal.Ended}. */
    void signal(Inlet inlet, TopicSignal signal);

    /** Tells what became of the message published under {@code handle}; once each. */
    void published(long handle, PublishResult result);

    /** So many nodes are interested in a topic that is watched. */
    default void interest(String topic, int nodes) {}
}
