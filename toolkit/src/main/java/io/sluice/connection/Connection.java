package io.sluice.connection;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * One open WebSocket, on either side.
 *
 * <p>Threading: every method may be called from any thread. Signals of {@link #messages()}, of the completables and of
 * {@link #closed()} arrive on the connection's Vert.x context.
 */
public interface Connection {

    /**
     * The messages the peer sends, whole and in order.
     *
     * <p>Backpressure: honoured, counted in whole messages. Without demand at most
     * {@link ConnectionOptions#inboundBufferBytes()} (and one message) wait here; beyond that the socket is not read and TCP
     * pushes back.
     *
     * <p>Threading: the connection's context; no hop is added on an event loop.
     *
     * <p>Errors: completes after a normal end ({@link CloseStatus#isNormal()}, or any {@link #close} of this side); any other
     * end is a {@link ConnectionClosedException}. What arrived before the end is delivered first.
     *
     * @return a flowable for one subscriber; a second one gets an {@link IllegalStateException}
     */
    Flowable<Message> messages();

    /**
     * The messages the peer sends, each as a stream of pieces: for messages too large to hold. Neither
     * {@link ConnectionOptions#maxMessageBytes()} nor {@link ConnectionOptions#maxFrameBytes()} applies, but to compressed
     * messages.
     *
     * <p>Instead of {@link #messages()}: to be subscribed to in the endpoint's function, or as soon as a client's connection is
     * there. A message that was whole before is one piece.
     *
     * <p>Backpressure: honoured. A message is emitted when it begins, the next one only after the
     * {@linkplain MessageStream#content() content} of the one before has ended or was cancelled, so a stream that nobody
     * subscribes to holds up all that follow.
     *
     * <p>Threading, errors: as {@link #messages()}. Cancelling lets the content under way run to its end.
     *
     * @return a flowable for one subscriber
     */
    Flowable<MessageStream> streams();

    /**
     * Sends what {@code source} emits, in order. Several sends may run at once; their messages interleave whole, in no
     * promised order: what has to follow is sent when the one before has completed, or by the same source.
     *
     * <p>Backpressure: demand follows the socket; while the peer does not read, {@code source} is not asked for more.
     *
     * <p>Threading: {@code source} may emit on any thread.
     *
     * <p>Errors: completes when {@code source} has completed and all of it is with the socket. Fails with the source's error,
     * after what it emitted before, or at once if the socket takes nothing. Fails with {@link ConnectionClosedException}, and
     * cancels the source, when the connection ends first. Disposing cancels the source and leaves the connection open. Up to
     * 16 messages taken from the source and not yet with the socket are not sent when it ends in one of these ways.
     */
    Completable send(Publisher<? extends Message> source);

    /** Sends one message: {@link #send(Publisher)} of it alone. */
    default Completable send(Message message) {
        return send(Flowable.just(message));
    }

    /**
     * Sends one message if the socket takes it now; never waits, never throws. For senders that rather drop than wait.
     *
     * <p>Threading: any thread; messages of one thread stay in order. Off the connection's event loop an accepted message waits
     * to be written there: 64 KiB of them at most, or one.
     */
    SendResult trySend(Message message);

    /**
     * Pings the peer, when subscribed to.
     *
     * <p>Errors: {@link ConnectionClosedException} when the connection ends first; {@link IllegalStateException} while 16 other
     * pings are unanswered, or while the socket is full. There is no time-out here: the heartbeat ends a connection whose peer has gone.
     *
     * @param payload what the pong will repeat, at most 125 bytes (RFC 6455 section 5.5)
     * @return the time until the pong
     * @throws IllegalArgumentException if {@code payload} is too long
     */
    Single<Duration> ping(Buffer payload);

    /**
     * Closes: what was sent before goes out, then the close frame, then the peer's answer is awaited.
     *
     * <p>Starts at once, whether or not the result is subscribed to, and completes when the connection is gone: at the
     * latest after {@link ConnectionOptions#closeTimeout()}, even against a peer that reads nothing. Closing again changes
     * nothing. A status another connection ended with will do: of a code that must not be sent, 1005 becomes 1000 and any
     * other 1011; a reason that does not fit is left out.
     */
    Completable close(CloseStatus status);

    /** Closes with {@link CloseStatus#NORMAL}. */
    default Completable close() {
        return close(CloseStatus.NORMAL);
    }

    /** Cuts the connection at once, without a close frame: the peer sees 1006. */
    void cancel();

    /** Whether the connection is gone. */
    boolean isClosed();

    /** How the connection ended, once it has; exactly one value, never an error. */
    Single<CloseStatus> closed();

    /** What this connection has moved so far. */
    ConnectionCounters counters();

    /** The request path with its query, as sent by the client. */
    String uri();

    /** Headers of the handshake request (server side) or of its response (client side). */
    MultiMap headers();

    SocketAddress remoteAddress();

    /** The negotiated subprotocol, or null. */
    @Nullable
    String subprotocol();
}
