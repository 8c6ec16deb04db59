package io.sluice.connection;

import io.netty.buffer.ByteBuf;

/**
 * Takes the payload of data messages in, as it arrives. A {@link io.sluice.message.CloseException} refuses it.
 *
 * <p>Threading: the event loop.
 */
interface MessageTarget {

    /** A frame of {@code bytes} begins; zero for a compressed one, whose length is not known. */
    void begin(boolean isText, long bytes);

    /** The next part of its payload; read and not kept. */
    void append(ByteBuf part);

    /** The message is whole. */
    void end();
}
