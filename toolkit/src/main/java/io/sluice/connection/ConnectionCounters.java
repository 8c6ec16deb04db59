package io.sluice.connection;

/**
 * What one connection has moved so far; a snapshot. Message counts are whole messages, bytes are payload.
 *
 * @param messagesReceived messages taken off the wire
 * @param bytesReceived their payload
 * @param messagesDelivered messages emitted by {@link Connection#messages()}
 * @param messagesSent messages handed to the socket
 * @param bytesSent their payload
 * @param bytesQueued payload received and not yet delivered
 * @param flushes how often the socket was flushed
 */
public record ConnectionCounters(
        long messagesReceived,
        long bytesReceived,
        long messagesDelivered,
        long messagesSent,
        long bytesSent,
        long bytesQueued,
        long flushes) {}
