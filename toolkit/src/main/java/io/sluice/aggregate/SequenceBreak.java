package io.sluice.aggregate;

/**
 * Where a sequence did not go on as it should.
 *
 * @param expected the sequence number that was due
 * @param first sequence number of the value that came instead
 * @param last its last one, equal to {@code first} unless a value covers a range
 */
public record SequenceBreak(Kind kind, long expected, long first, long last) {

    /** What is wrong with it. */
    public enum Kind {
        /** Nothing: nothing has come yet, and a snapshot is due. */
        START,
        /** Values {@code expected} to {@code first - 1} are missing. */
        GAP,
        /** Everything of it has come before; it is not passed on. */
        DUPLICATE,
        /** Some of it has come before; it is passed on whole. */
        OVERLAP,
        /** It is of another epoch: the sequence has begun anew. */
        RESTART
    }

    /** How many sequence numbers were left out; 0 unless it is a {@link Kind#GAP}. */
    public long missing() {
        return kind == Kind.GAP ? first - expected : 0;
    }
}
