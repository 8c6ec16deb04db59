package io.sluice.connection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a connection compresses its messages: the extension permessage-deflate (RFC 7692). Immutable; start from
 * {@link #OFF} or {@link #ON} and use the {@code with} methods.
 *
 * <p>On a server it is agreed on with each client that offers it, on a client it is offered; a peer without it is talked to
 * without it. Messages are deflated each from a fresh context, so that one sent on many connections is deflated once for all of
 * them.
 *
 * <p>Limits: what the peer sends inflated counts against {@link ConnectionOptions#maxMessageBytes()}, and nothing beyond that
 * limit is inflated (1009). Data that cannot be inflated closes the connection with 1007.
 */
public final class Compression {

    /**
     * The default: not offered and not agreed to. Deflating costs a server far more than sending does, gains nothing on short
     * messages, on images or on a fast network, and shows by a message's size what is in it: where an attacker's text and a
     * secret are deflated in the same message, the secret can be guessed (BREACH). Whether that pays, only the application
     * knows.
     */
    public static final Compression OFF = new Compression(false, 6, 256, false);

    /** Level 6, messages of 256 bytes and more, no context kept for the peer. */
    public static final Compression ON = new Compression(true, 6, 256, false);

    private final boolean on;
    private final int level;
    private final int threshold;
    private final boolean peerContext;

    private Compression(boolean on, int level, int threshold, boolean peerContext) {
        this.on = on;
        this.level = level;
        this.threshold = threshold;
        this.peerContext = peerContext;
    }

    public boolean isOn() {
        return on;
    }

    /**
     * How hard to try, 1 (fastest) to 9 (smallest). Default 6: for JSON of up to 4 KB all levels take about the same time, and
     * at 64 KB level 9 takes five times as long as 6 for one percent.
     */
    public int level() {
        return level;
    }

    public Compression withLevel(int newLevel) {
        if (newLevel < 1 || newLevel > 9) {
            throw new IllegalArgumentException("level must be 1 to 9, not " + newLevel);
        }
        return new Compression(on, newLevel, threshold, peerContext);
    }

    /**
     * The payload in bytes below which a message is sent as it is. Default 256: JSON of that size shrinks to 60 %, of half of
     * it to 90 %, while each deflation costs some 10 microseconds however short the message.
     */
    public int threshold() {
        return threshold;
    }

    public Compression withThreshold(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("threshold must not be negative, but is " + bytes);
        }
        return new Compression(on, level, bytes, peerContext);
    }

    /**
     * Whether the peer may refer to its earlier messages in later ones ("context takeover"). Default false: a window of 32 KB
     * would have to be kept for each connection whose peer has ever sent a compressed message, against nothing at all between
     * messages. True pays with peers that send many short messages of one kind.
     */
    public boolean peerContext() {
        return peerContext;
    }

    public Compression withPeerContext(boolean kept) {
        return new Compression(on, level, threshold, kept);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Compression that
                && on == that.on
                && level == that.level
                && threshold == that.threshold
                && peerContext == that.peerContext;
    }

    @Override
    public int hashCode() {
        return Objects.hash(on, level, threshold, peerContext);
    }

    @Override
    public String toString() {
        return on
                ? "compression of level " + level + " from " + threshold + " bytes"
                        + (peerContext ? ", peer keeps its context" : "")
                : "no compression";
    }
}
