package io.sluice.message;

import io.vertx.core.buffer.Buffer;

/**
 * One whole WebSocket message, text or binary, however it was fragmented on the wire (RFC 6455 section 5.6).
 *
 * <p>Immutable and safe to share: one instance can be sent on any number of connections from any threads. Its bytes are
 * encoded at most once, at the first send, and shared by all of them.
 */
public sealed interface Message permits TextMessage, BinaryMessage {

    /** A text message. An unpaired surrogate in {@code text} is sent as {@code ?}, since UTF-8 cannot carry it. */
    static TextMessage text(String text) {
        return new TextMessage(text);
    }

    /** A binary message holding a copy of {@code data} as it is now. */
    static BinaryMessage binary(Buffer data) {
        return new BinaryMessage(data.getBytes());
    }

    /** Size of the payload in bytes on the wire, without frame headers. Encodes a text message if need be. */
    int size();

    /**
     * The payload as it travels. The array is the message's own and shared with every reader: it must not be modified.
     */
    byte[] bytes();
}
