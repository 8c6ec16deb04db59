package io.sluice.connection;

import java.time.Duration;

/**
 * Limits of one connection. Immutable; start from {@link #DEFAULT} and use the {@code with} methods.
 *
 * @param maxMessageBytes largest message accepted, after joining its fragments; larger ones end the connection with 1009.
 *     Default 1 MiB: ample for JSON, small enough that a thousand hostile peers stay within a gigabyte.
 * @param inboundBufferBytes bytes that may wait in front of a subscriber without demand before the socket is no longer read;
 *     one message more can wait, so that a message larger than the buffer still passes. Default 256 KiB.
 * @param closeTimeout how long {@link Connection#close} waits for the peer before it cuts the connection. Default 5 s.
 * @param heartbeat how often a ping is sent; a peer that lets a whole interval pass without a single frame after a ping is
 *     taken for gone (1006). Zero switches it off. Default 15 s: below the 60 s after which common proxies cut idle
 *     connections.
 */
public record ConnectionOptions(
        int maxMessageBytes, int inboundBufferBytes, Duration closeTimeout, Duration heartbeat) {

    public static final ConnectionOptions DEFAULT =
            new ConnectionOptions(1 << 20, 256 << 10, Duration.ofSeconds(5), Duration.ofSeconds(15));

    public ConnectionOptions {
        requirePositive(maxMessageBytes, "maxMessageBytes");
        requirePositive(inboundBufferBytes, "inboundBufferBytes");
        if (closeTimeout.isNegative() || closeTimeout.isZero()) {
            throw new IllegalArgumentException("closeTimeout must be positive, not " + closeTimeout);
        }
        if (heartbeat.isNegative()) {
            throw new IllegalArgumentException("heartbeat must not be negative: zero switches it off");
        }
    }

    public ConnectionOptions withMaxMessageBytes(int bytes) {
        return new ConnectionOptions(bytes, inboundBufferBytes, closeTimeout, heartbeat);
    }

    public ConnectionOptions withInboundBufferBytes(int bytes) {
        return new ConnectionOptions(maxMessageBytes, bytes, closeTimeout, heartbeat);
    }

    public ConnectionOptions withCloseTimeout(Duration timeout) {
        return new ConnectionOptions(maxMessageBytes, inboundBufferBytes, timeout, heartbeat);
    }

    public ConnectionOptions withHeartbeat(Duration interval) {
        return new ConnectionOptions(maxMessageBytes, inboundBufferBytes, closeTimeout, interval);
    }

    private static void requirePositive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
