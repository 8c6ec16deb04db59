package io.sluice.connection;

import io.netty.buffer.ByteBuf;

/**
 * Takes the payload of data messages in, as it arrives. A {@link io.sluice.message.CloseException} refuses it.
 *
 * <p>Threading: the event loop.
 */
interface MessageTarget {

    /** A frame begins that travels as {@code bytes}: as many as are appended, unless it was compressed. */
    void begin(boolean isText, boolean compressed, long bytes);

    /** The next part of its payload; read and not kept. */
    void append(ByteBuf part);

    /** The message is whole. */
    void end();
}
