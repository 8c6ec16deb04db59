package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import org.jspecify.annotations.Nullable;

/** One line of a recording: what arrived at a recorder, and when. */
sealed interface RecordedLine {

    /** When it was received, in nanoseconds since the epoch by the recorder's clock. */
    long timeNanos();

    /** The JSON exactly as recorded. */
    String text();

    /**
     * A message of a stream.
     *
     * @param depth the same, understood, if it is a depth update
     */
    record Streamed(
            long timeNanos,
            String stream,
            String text,
            @Nullable DepthUpdate depth) implements RecordedLine {}

    /** The answer to a REST request for the whole book. It does not say of which symbol. */
    record Snapshot(long timeNanos, String text, DepthSnapshot depth) implements RecordedLine {}
}
