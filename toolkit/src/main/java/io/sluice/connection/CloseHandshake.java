package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.CloseStatus.Initiator;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ends (RFC 6455 section 7): the state, who said what, and the deadline.
 *
 * <pre>
 *   OPEN --start()------> CLOSING   our close frame is out; waiting for the peer's
 *   OPEN --peerClosed()-> CLOSING   answered; waiting for TCP to end
 *   OPEN --refuse()-----> CLOSING   the peer broke a rule: our close frame is out; its answer is not awaited
 *   any  --abort()------> CUT       TCP is ended, nobody is asked
 *   any  --channelGone()> CLOSED    the one termination, with the status agreed on or 1006
 * </pre>
 *
 * <p>The first of these to come decides the status. Leaving OPEN starts the deadline, which cuts the channel, so CLOSED is
 * reached whatever the peer does.
 *
 * <p>Threading: the event loop.
 */
final class CloseHandshake {

    private enum State {
        OPEN,
        CLOSING,
        CUT,
        CLOSED
    }

    private final Transport transport;
    private final EventLoop loop;
    private final boolean server;
    private final Outbound outbound;
    private final InboundQueue inbound;
    private final Duration timeout;
    private final Consumer<CloseStatus> onClosed;

    private State state = State.OPEN;
    private volatile @Nullable CloseStatus agreed;
    private boolean wanted;
    private @Nullable ScheduledFuture<?> deadline;

    CloseHandshake(
            Transport transport,
            EventLoop loop,
            boolean server,
            Outbound outbound,
            InboundQueue inbound,
            Duration timeout,
            Consumer<CloseStatus> onClosed) {
        this.transport = transport;
        this.loop = loop;
        this.server = server;
        this.outbound = outbound;
        this.inbound = inbound;
        this.timeout = timeout;
        this.onClosed = onClosed;
    }

    /** Whether the peer's frames still count: until it has closed, or broken a rule. */
    boolean listens() {
        return state == State.OPEN || (state == State.CLOSING && wanted);
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** How the connection ends, or ended; any thread once it has. */
    CloseStatus status() {
        CloseStatus known = agreed;
        return known == null ? CloseStatus.abnormal("connection lost") : known;
    }

    /** Whether it was this side's wish that decided the status. */
    boolean wasWanted() {
        return wanted;
    }

    /** This side wants to close. */
    void start(CloseStatus wish) {
        if (state == State.OPEN) {
            CloseStatus status = sendable(wish);
            wanted = true;
            leaveOpen(status);
            outbound.end(status.code(), status.reason(), status, () -> {});
            inbound.discard(); // behind it, since reading again may bring the peer's close at once
        }
    }

    /** The wish as this side can say it: it may be how another connection ended, with a code that must not travel. */
    private static CloseStatus sendable(CloseStatus wish) {
        int otherwise = wish.code() == CloseCode.NO_STATUS ? CloseCode.NORMAL : CloseCode.INTERNAL_ERROR;
        int code = CloseCode.isSendable(wish.code()) ? wish.code() : otherwise;
        boolean fits = wish.reason().getBytes(UTF_8).length <= CloseStatus.MAX_REASON_BYTES;
        return new CloseStatus(code, fits ? wish.reason() : "", Initiator.LOCAL, false);
    }

    /** The peer broke a rule, so its frames cannot be trusted any more: our close frame, then the end of our direction. */
    void refuse(CloseStatus status) {
        if (state == State.OPEN) {
            leaveOpen(status);
            outbound.end(status.code(), status.reason(), status, transport::endOutput);
            inbound.discard();
        } else if (state == State.CLOSING && wanted) {
            transport.cut(); // no answer to our close frame can be read any more
        }
    }

    /** The peer's close frame arrived; {@code code} is {@link CloseCode#NO_STATUS} if it was empty. */
    void peerClosed(int code, String reason) {
        if (state == State.OPEN) {
            CloseStatus status = new CloseStatus(code, reason, Initiator.REMOTE, true);
            leaveOpen(status);
            outbound.end(code, reason, status, server ? transport::cut : () -> {});
            inbound.discard(); // nothing more comes but the end of TCP, which would not be seen unread
        } else if (state == State.CLOSING && agreed != null && agreed.initiator() == Initiator.LOCAL) {
            agreed = new CloseStatus(agreed.code(), agreed.reason(), Initiator.LOCAL, true);
            if (server) {
                transport.cut();
            }
        }
    }

    /** The connection is to end now, without a close frame. */
    void abort(CloseStatus status) {
        if (state == State.OPEN) {
            agreed = status;
        }
        if (state != State.CLOSED) {
            state = State.CUT;
        }
        transport.cut();
    }

    /** The peer sends nothing more. */
    void inputEnded() {
        transport.cut();
    }

    /** The channel has become inactive. */
    void channelGone() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        if (deadline != null) {
            deadline.cancel(false);
        }
        CloseStatus status = status();
        agreed = status;
        try {
            outbound.closed(status);
        } finally {
            onClosed.accept(status); // whatever a source does when it is cancelled
        }
    }

    private void leaveOpen(CloseStatus status) {
        state = State.CLOSING;
        agreed = status;
        deadline = loop.schedule(transport::cut, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
