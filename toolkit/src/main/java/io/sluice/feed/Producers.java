package io.sluice.feed;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knows what was published lately, by producer and sequence, so that what is sent again is not published again.
 *
 * <p>Memory: the last {@value #WINDOW} sequences of each of the {@value #MAX} producers that published last, 1 KiB each. A
 * producer keeps fewer than that under way; one of more than {@value #MAX} to a topic that repeats itself after all others
 * have published may be published twice.
 *
 * <p>Threading: guarded by the caller.
 */
final class Producers {

    static final int WINDOW = 64;
    static final int MAX = 1024;

    /** What {@link #offsetOf} says of a sequence that is new. */
    static final long NEW = 0;

    private final Map<Long, Recent> recent = new LinkedHashMap<>(4, 0.75f, true);

    private static final class Recent {
        final long[] sequences = new long[WINDOW];
        final long[] offsets = new long[WINDOW];
    }

    /** Offset at which it was published, or {@link #NEW}. */
    long offsetOf(Publication publication) {
        Recent of = recent.get(publication.producer());
        if (of == null) {
            return NEW;
        }
        int place = place(publication.sequence());
        long known = of.sequences[place];
        if (known > publication.sequence()) {
            throw new TopicException(
                    TopicException.Reason.LONG_PUBLISHED,
                    "sequence " + publication.sequence() + " is more than " + WINDOW
                            + " behind what was published since");
        }
        return known == publication.sequence() ? of.offsets[place] : NEW;
    }

    void published(Publication publication, long offset) {
        Recent of = recent.computeIfAbsent(publication.producer(), producer -> new Recent());
        int place = place(publication.sequence());
        of.sequences[place] = publication.sequence();
        of.offsets[place] = offset;
        if (recent.size() > MAX) {
            var eldest = recent.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private static int place(long sequence) {
        return (int) (sequence & (WINDOW - 1));
    }
}
