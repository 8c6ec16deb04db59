package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;

/**
 * Told what a {@link FrameDecoder} reads. A {@link CloseException} thrown here refuses the rest of the stream, as a breach of
 * the protocol seen by the decoder itself does.
 *
 * <p>Threading: the event loop.
 */
interface FrameListener {

    /** Bytes arrived, of whatever kind. */
    void heard();

    /**
     * A data frame begins.
     *
     * @param opcode of the message: text or binary, for continuations too
     * @param first whether a message begins with it
     * @param compressed whether the message is marked as compressed; from the decoder only with the first frame,
     *     from behind the inflater with all of them
     * @param length of its payload in bytes, as it travels
     */
    void beginData(int opcode, boolean first, boolean compressed, long length);

    /** The next part of its payload, unmasked, in pieces as they arrive; read and not kept. */
    void data(ByteBuf part);

    /**
     * The frame is whole.
     *
     * @param last whether the message is whole, too
     */
    void endData(boolean last);

    /** A control frame. */
    void control(int opcode, byte[] payload);

    /** The peer broke the protocol; nothing more is read. */
    void refused(CloseStatus status);
}
