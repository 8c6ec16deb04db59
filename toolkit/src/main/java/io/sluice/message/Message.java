package io.sluice.message;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One whole WebSocket message, text or binary, however it was fragmented on the wire (RFC 6455 section 5.6).
 *
 * <p>Immutable and safe to share: one instance can be sent on any number of connections from any threads. Its bytes are
 * encoded at most once, at the first send, and shared by all of them, and so is their deflated form.
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

    /**
     * The payload as permessage-deflate carries it (RFC 7692 section 7.2.1), or null if that is not smaller. Deflated from a
     * fresh context, so that it is valid on every connection that negotiated the extension; made once per level, at the first
     * call, on the calling thread. The array is the message's own: it must not be modified.
     *
     * @param level of compression, 1 (fastest) to 9 (smallest)
     */
    byte @Nullable [] deflated(int level);
}
