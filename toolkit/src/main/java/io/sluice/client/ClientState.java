package io.sluice.client;

import io.sluice.connection.Connection;
import org.jspecify.annotations.Nullable;

/** What {@link Connections} are doing. */
public sealed interface ClientState {

    /** No connection has been asked for, or none more. */
    record Idle() implements ClientState {}

    /**
     * A connection is being opened.
     *
     * @param attempt attempts in a row, this one included; 1 after a connection that held
     */
    record Connecting(int attempt) implements ClientState {}

    /** A connection is open. */
    record Open(Connection connection) implements ClientState {}

    /** Nothing happens until the pause is over; {@code retry} says how long that is, and why. */
    record Waiting(Retry retry) implements ClientState {}

    /**
     * It is over, until somebody subscribes anew.
     *
     * @param cause why no other connection will be opened; null after a planned end or a cancellation
     */
    record Ended(@Nullable Throwable cause) implements ClientState {}
}
