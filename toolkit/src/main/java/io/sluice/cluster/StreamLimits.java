package io.sluice.cluster;

/**
 * The bounds of the streams that are handed from node to node.
 *
 * @param offers the most one node may have, offered and under way
 * @param windowMessages messages one stream may have under way, however many are requested
 * @param windowBytes bytes a stream may have under way, exceeded by at most {@code quantum} messages
 * @param quantum the most messages a source is asked for at a time
 */
record StreamLimits(int offers, int windowMessages, int windowBytes, int quantum) {

    /**
     * 1,024 streams of 256 KiB are 256 MiB at most; 256 KiB under way at 0.2 ms a round trip are more than a gigabyte a second;
     * 64 messages are no more than that unless they are larger than 4 KiB, which shows when they come.
     */
    static final StreamLimits STANDARD = new StreamLimits(1_024, 2_048, 256 << 10, 64);

    StreamLimits {
        if (offers < 1 || windowMessages < 1 || windowBytes < 1 || quantum < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
