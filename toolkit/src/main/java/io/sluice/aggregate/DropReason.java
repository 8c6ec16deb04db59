package io.sluice.aggregate;

/** Why a value that came from upstream will not be emitted downstream. */
public enum DropReason {
    /** A newer value took its place. Values that are merged are not lost, and so not reported. */
    CONFLATED,
    /** There was no room for it, or it made room for a newer one. */
    OVERFLOW,
    /** It would have been the first of one key more than there may be. */
    TOO_MANY_KEYS,
    /**
     * It waited when an error ended the stream: one of the source if errors are eager, or one of the operator itself. Or it could
     * not be taken in, as a function of the user's threw, or it had not been asked for.
     */
    ENDED,
    /** It waited when the subscriber cancelled. */
    CANCELLED
}
