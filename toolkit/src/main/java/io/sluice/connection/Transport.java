package io.sluice.connection;

import java.time.Duration;

/**
 * What carries the frames of one connection: the write side with its sending buffer, the switch of the read side, and the
 * ways to end it.
 *
 * <p>Threading: the event loop of the connection, but for {@link #isWritable}.
 */
interface Transport {

    /** Whether more frames may be written without exceeding the watermark of the sending buffer; any thread. */
    boolean isWritable();

    /**
     * Queues one whole frame; it leaves with the others of this event-loop turn.
     *
     * @param opcode with {@link FrameEncoder#COMPRESSED} in it if {@code payload} is compressed
     */
    void write(int opcode, byte[] payload);

    /**
     * Queues a close frame behind what was written and sends all of it.
     *
     * @param code the close code, or {@link io.sluice.message.CloseCode#NO_STATUS} for an empty close frame
     * @param written run when the frame is with the operating system, or can never get there
     */
    void writeClose(int code, String reason, Runnable written);

    /** Says that nothing follows, and goes on reading. */
    void endOutput();

    /** Ends both directions now. */
    void cut();

    /** Gives back what is held for writing; the channel is gone. */
    void release();

    /** Whether something written has not reached the operating system yet. */
    boolean isSending();

    /** A value that changes whenever the operating system took something. */
    long progress();

    /** Leaves the socket unread, so that TCP pushes back. */
    void pauseReading();

    void resumeReading();

    /**
     * While the socket is left unread: what is written has to be acknowledged by the peer's system within about
     * {@code time}, or the connection ends. Does nothing where TCP cannot be told so.
     */
    default void requireAcknowledgements(Duration time) {}
}
