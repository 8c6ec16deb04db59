package io.sluice.cluster;

/**
 * What became of a message that was published with acknowledgement.
 *
 * @param epoch of the topic; 0 unless published
 * @param sequence in that epoch; 0 if not published, or if nobody remembers which it was
 */
record PublishResult(Outcome outcome, long epoch, long sequence) {

    enum Outcome {
        /** It is in the topic. */
        PUBLISHED,
        /** It was in the topic before, and is not again. */
        REPEATED,
        /** It was in the topic before, too long ago to tell where. */
        FORGOTTEN,
        /** Too many wait for their acknowledgement: nothing was sent. */
        REFUSED,
        /** Nobody acknowledged it in time: it may be in the topic or not. */
        UNKNOWN
    }

    static PublishResult published(long epoch, long sequence) {
        return new PublishResult(Outcome.PUBLISHED, epoch, sequence);
    }

    static PublishResult refused() {
        return new PublishResult(Outcome.REFUSED, 0, 0);
    }

    static PublishResult unknown() {
        return new PublishResult(Outcome.UNKNOWN, 0, 0);
    }
}
