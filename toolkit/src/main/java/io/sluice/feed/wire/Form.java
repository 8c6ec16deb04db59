package io.sluice.feed.wire;

import io.sluice.message.Message;
import io.sluice.message.TextMessage;

/** How messages are written: the same fields either way. */
enum Form {
    /** RFC 8259, in text messages. */
    JSON,
    /** RFC 8949, in binary messages. */
    CBOR;

    static Form of(Message message) {
        return message instanceof TextMessage ? JSON : CBOR;
    }
}
