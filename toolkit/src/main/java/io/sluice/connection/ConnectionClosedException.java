package io.sluice.connection;

import io.sluice.message.CloseStatus;

/** A connection ended before, or otherwise than, its user meant it to. Carries no stack trace: the status is the cause. */
public final class ConnectionClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CloseStatus status;

    public ConnectionClosedException(CloseStatus status) {
        super(describe(status), null, false, false);
        this.status = status;
    }

    /** How the connection ended. */
    public CloseStatus status() {
        return status;
    }

    private static String describe(CloseStatus status) {
        return "connection closed with "
                + status.code()
                + (status.reason().isEmpty() ? "" : " (" + status.reason() + ")")
                + (status.initiator() == CloseStatus.Initiator.LOCAL ? " by this side" : " by the peer");
    }
}
