package io.sluice.aggregate;

/** A sequence has a gap, or has begun anew, and nothing was there to close it. */
public final class GapException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient SequenceBreak cause;

    GapException(SequenceBreak sequenceBreak) {
        super(sequenceBreak.toString());
        this.cause = sequenceBreak;
    }

    /** Where the sequence broke. */
    public SequenceBreak sequenceBreak() {
        return cause;
    }
}
