package io.sluice.cluster;

import java.util.List;

/**
 * The state of a topic at its owner, as the messages so far make it: what a late joiner begins with.
 *
 * <p>Threading: confined to the node.
 */
interface TopicState {

    /** Takes the next message. */
    void apply(byte[] payload);

    /** The values that stand for all messages so far. The list and its values must not change afterwards. */
    List<byte[]> values();
}
