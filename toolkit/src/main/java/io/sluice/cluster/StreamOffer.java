package io.sluice.cluster;

/**
 * A stream this node offers, until it is received, closed, or expires unclaimed.
 *
 * <p>Threading: any thread.
 */
public final class StreamOffer implements AutoCloseable {

    private final StreamReference reference;
    private final Runnable withdraw;

    StreamOffer(StreamReference reference, Runnable withdraw) {
        this.reference = reference;
        this.withdraw = withdraw;
    }

    /** What to send to whom shall receive the stream. */
    public StreamReference reference() {
        return reference;
    }

    /**
     * Withdraws the offer. What is being received already is cancelled at its source, and fails at its subscriber, behind what
     * was emitted, with a {@link ClusterStreamException} of the type {@link java.util.concurrent.CancellationException}. Of
     * what has ended nothing is left to withdraw.
     */
    @Override
    public void close() {
        withdraw.run();
    }
}
