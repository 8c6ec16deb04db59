package io.sluice.connection;

import io.sluice.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The compression both sides of a connection agreed on.
 *
 * @param level for what is sent
 * @param threshold size of a message in bytes below which it is sent as it is
 * @param peerContext whether the peer may refer to its earlier messages
 */
record AgreedCompression(int level, int threshold, boolean peerContext) {

    /** The compressed payload to send for {@code message}, or null if it goes as it is. */
    byte @Nullable [] deflated(Message message) {
        return message.size() < threshold ? null : message.deflated(level);
    }
}
