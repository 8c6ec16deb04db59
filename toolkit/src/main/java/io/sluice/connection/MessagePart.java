package io.sluice.connection;

import io.vertx.core.buffer.Buffer;

/**
 * A part of a message that is taken in as a stream.
 *
 * @param first whether the message begins with it
 * @param last whether the message ends with it
 */
record MessagePart(boolean text, boolean first, boolean last, Buffer content) {

    int size() {
        return content.length();
    }
}
