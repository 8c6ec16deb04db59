package io.sluice.feed;

import java.util.Objects;

/**
 * An entry on its way to a topic, as its producer numbered it, so that it can be sent again when no answer comes.
 *
 * @param producer random, one per publisher and run of its process
 * @param sequence counted up by the producer, per topic; at least 1. A number that is not above all before it marks an entry
 *     that was sent again
 * @param entry what is published
 */
public record Publication(long producer, long sequence, Entry entry) {

    public Publication {
        Objects.requireNonNull(entry, "entry");
        if (sequence < 1) {
            throw new IllegalArgumentException("a sequence must be at least 1, but is " + sequence);
        }
    }
}
