package io.sluice.connection;

/** The answer of {@link Connection#trySend}. */
public enum SendResult {
    /** Taken: it is sent, unless the connection ends first. */
    ACCEPTED,
    /** Not taken, since the peer reads too slowly: what waits for the socket has reached its bound. */
    FULL,
    /** Not taken: nothing more can be sent. */
    CLOSED
}
