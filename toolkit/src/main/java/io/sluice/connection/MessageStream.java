package io.sluice.connection;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;

/**
 * One message taken in piece by piece, because it may be too large to hold: see {@link Connection#streams()}.
 */
public interface MessageStream {

    /** Whether it is a text message; else it is a binary one. */
    boolean isText();

    /**
     * Its payload, in pieces as they arrive: their sizes mean nothing. Those of a text are UTF-8, checked as they come, and may
     * end within a character.
     *
     * <p>Backpressure: honoured, counted in pieces. What is not asked for waits within the connection's
     * {@link ConnectionOptions#inboundBufferBytes()}, and beyond that at the peer.
     *
     * <p>Threading: the connection's context.
     *
     * <p>Errors: {@link ConnectionClosedException} when the connection ends within the message. Cancelling skips the rest of the
     * message.
     *
     * @return a flowable for one subscriber; the next message comes only after this one has ended or was cancelled
     */
    Flowable<Buffer> content();
}
