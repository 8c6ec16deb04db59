package io.sluice.connection;

/**
 * What one connection has moved so far; a snapshot. Messages are whole messages, bytes are payload.
 *
 * <p>{@code messagesReceived = messagesDelivered + messagesDiscarded + messagesQueued}.
 *
 * @param messagesReceived messages taken off the wire
 * @param bytesReceived their payload
 * @param messagesDelivered messages emitted by {@link Connection#messages()}
 * @param messagesDiscarded messages nobody will get: the subscriber had cancelled, or this side was closing
 * @param messagesQueued messages waiting for demand
 * @param bytesQueued their payload
 * @param messagesSent messages handed to the socket
 * @param bytesSent their payload
 * @param flushes how often the socket was flushed
 * @param wireBytesReceived {@code bytesReceived} as they travelled, compressed if they were
 * @param wireBytesSent {@code bytesSent} as they travelled, compressed if they were
 */
public record ConnectionCounters(
        long messagesReceived,
        long bytesReceived,
        long messagesDelivered,
        long messagesDiscarded,
        long messagesQueued,
        long bytesQueued,
        long messagesSent,
        long bytesSent,
        long flushes,
        long wireBytesReceived,
        long wireBytesSent) {}
