package io.sluice.cluster;

import java.util.List;

/**
 * The state of a topic at its owner, as the messages so far make it: what a late joiner begins with.
 *
 * <p>Threading: confined to the node.
 */
interface TopicState {

    /** What {@link #apply} says of a message that is new. */
    long NEW = 0;

    /** What {@link #apply} says of a message that is not new, and of which it is not known any more where it is. */
    long FORGOTTEN = -1;

    /** Takes the next message; returns {@link #NEW}, or where it is already if it is one that was taken before. */
    long apply(byte[] payload);

    /** The values that stand for all messages so far. The list and its values must not change afterwards. */
    List<byte[]> values();

    /** Whether the topic must not be forgotten though nobody uses it. */
    default boolean isWorthKeeping() {
        return true;
    }

    /** Looks after what is too old. */
    default void tick() {}

    /** The topic is given up. */
    default void close() {}
}
