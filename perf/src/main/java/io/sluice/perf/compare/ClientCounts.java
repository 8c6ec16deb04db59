package io.sluice.perf.compare;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of a driver have seen, together.
 *
 * <p>Threading: written on their event loop only, so increments of volatiles lose nothing; read by any thread.
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class ClientCounts {

    private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    // Event loop only.
    private Histogram micros = new Histogram(HIGHEST_MICROS, 3);

    // Written by the event loop.
    private volatile int openings;
    private volatile int closings;
    private volatile long received;
    private volatile @Nullable Throwable failure;

    void opened() {
        openings++;
    }

    void closed() {
        closings++;
    }

    /** Once for what one read brought. */
    void received(int messages) {
        received += messages;
    }

    void due(long nanos) {
        micros.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, (System.nanoTime() - nanos) / 1_000)));
    }

    void failed(Throwable cause) {
        failure = cause;
    }

    void forgive() {
        failure = null;
    }

    Histogram takeDelays() {
        Histogram taken = micros;
        micros = new Histogram(HIGHEST_MICROS, 3);
        return taken;
    }

    /** Connections that have been open. */
    int openings() {
        return openings;
    }

    /** Those of them that are open no more. */
    int closings() {
        return closings;
    }

    /** Messages taken so far, by all. */
    long received() {
        return received;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public String toString() {
        return openings + " connections opened, " + closings + " closed, " + received + " messages received";
    }
}
