package io.sluice.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Limits of one connection. Immutable; start from {@link #DEFAULT} and use the {@code with} methods. A limit of time that can
 * be switched off is off when it is zero.
 */
public final class ConnectionOptions {

    /** The defaults named at each method. */
    public static final ConnectionOptions DEFAULT = new ConnectionOptions(new Values());

    /** Changed only while a {@code with} method makes its copy. */
    private static final class Values {
        int maxMessageBytes = 1 << 20;
        int maxFrameBytes = 1 << 20;
        int inboundBufferBytes = 256 << 10;
        Duration closeTimeout = Duration.ofSeconds(5);
        Duration heartbeat = Duration.ofSeconds(15);
        Duration idleTimeout = Duration.ZERO;
        Duration demandTimeout = Duration.ZERO;
        Duration writeTimeout = Duration.ofSeconds(30);
        boolean portableTransport;
        Compression compression = Compression.OFF;

        Values copy() {
            Values copy = new Values();
            copy.maxMessageBytes = maxMessageBytes;
            copy.maxFrameBytes = maxFrameBytes;
            copy.inboundBufferBytes = inboundBufferBytes;
            copy.closeTimeout = closeTimeout;
            copy.heartbeat = heartbeat;
            copy.idleTimeout = idleTimeout;
            copy.demandTimeout = demandTimeout;
            copy.writeTimeout = writeTimeout;
            copy.portableTransport = portableTransport;
            copy.compression = compression;
            return copy;
        }
    }

    private final Values values;

    private ConnectionOptions(Values values) {
        this.values = values;
    }

    private ConnectionOptions with(Consumer<Values> change) {
        Values copy = values.copy();
        change.accept(copy);
        return new ConnectionOptions(copy);
    }

    /**
     * Largest message accepted, after joining its fragments and inflating; larger ones end the connection with 1009. Default
     * 1 MiB: ample for JSON, small enough that a thousand hostile peers stay within a gigabyte.
     */
    public int maxMessageBytes() {
        return values.maxMessageBytes;
    }

    public ConnectionOptions withMaxMessageBytes(int bytes) {
        requirePositive(bytes, "maxMessageBytes");
        return with(copy -> {
            copy.maxMessageBytes = bytes;
            copy.maxFrameBytes = bytes;
        });
    }

    /**
     * Largest frame accepted, of a message in fragments too; larger ones end the connection with 1009 when their header has
     * been read. Default: {@link #maxMessageBytes()}, and set to the same by {@link #withMaxMessageBytes}.
     */
    public int maxFrameBytes() {
        return values.maxFrameBytes;
    }

    public ConnectionOptions withMaxFrameBytes(int bytes) {
        requirePositive(bytes, "maxFrameBytes");
        return with(copy -> copy.maxFrameBytes = bytes);
    }

    /**
     * Bytes that may wait in front of a subscriber without demand; one message more can wait, so that a message larger than the
     * buffer still passes. At half of them the socket is no longer read; the other half is for looking whether a peer that
     * is not read is still there. Default 256 KiB.
     */
    public int inboundBufferBytes() {
        return values.inboundBufferBytes;
    }

    public ConnectionOptions withInboundBufferBytes(int bytes) {
        requirePositive(bytes, "inboundBufferBytes");
        return with(copy -> copy.inboundBufferBytes = bytes);
    }

    /** How long {@link Connection#close} waits for the peer before it cuts the connection. Default 5 s. */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    public ConnectionOptions withCloseTimeout(Duration timeout) {
        requireNotNegative(timeout, "closeTimeout");
        if (timeout.isZero()) {
            throw new IllegalArgumentException("closeTimeout must be positive: a peer could hold up closing for ever");
        }
        return with(copy -> copy.closeTimeout = timeout);
    }

    /**
     * How often a ping is sent; a peer that lets a whole interval pass without a single frame after a ping is taken for gone
     * (1006). Default 15 s: below the 60 s after which common proxies cut idle connections.
     */
    public Duration heartbeat() {
        return values.heartbeat;
    }

    public ConnectionOptions withHeartbeat(Duration interval) {
        requireNotNegative(interval, "heartbeat");
        return with(copy -> copy.heartbeat = interval);
    }

    /**
     * How long a connection may go without a data message either way before it is closed with 1001. Off by default: a quiet
     * connection whose peer answers pings is a good one.
     */
    public Duration idleTimeout() {
        return values.idleTimeout;
    }

    public ConnectionOptions withIdleTimeout(Duration timeout) {
        requireNotNegative(timeout, "idleTimeout");
        return with(copy -> copy.idleTimeout = timeout);
    }

    /**
     * How long messages may wait for demand, with none coming, before the connection is closed with 1013. Off by default: a
     * subscriber may take its time, since what waits is bounded.
     */
    public Duration demandTimeout() {
        return values.demandTimeout;
    }

    public ConnectionOptions withDemandTimeout(Duration timeout) {
        requireNotNegative(timeout, "demandTimeout");
        return with(copy -> copy.demandTimeout = timeout);
    }

    /**
     * How long a full socket may take not a single byte before the connection is cut (1006): a peer that does not read. Default
     * 30 s: longer than the pauses of a phone that changes networks, short enough that such peers do not pile up.
     */
    public Duration writeTimeout() {
        return values.writeTimeout;
    }

    public ConnectionOptions withWriteTimeout(Duration timeout) {
        requireNotNegative(timeout, "writeTimeout");
        return with(copy -> copy.writeTimeout = timeout);
    }

    /** Whether messages are compressed with peers that can, and how. Default {@link Compression#OFF}, for reasons named there. */
    public Compression compression() {
        return values.compression;
    }

    public ConnectionOptions withCompression(Compression compression) {
        Objects.requireNonNull(compression, "compression");
        return with(copy -> copy.compression = compression);
    }

    /**
     * Whether to use nothing but the public interface of Vert.x, even where the pipeline of a channel is one we know. Default:
     * no. To find out whether a difficulty comes from that; what it costs is in {@code docs/connection.md}.
     */
    public boolean portableTransport() {
        return values.portableTransport;
    }

    public ConnectionOptions withPortableTransport(boolean portable) {
        return with(copy -> copy.portableTransport = portable);
    }

    private static void requirePositive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    private static void requireNotNegative(Duration value, String name) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }
}
