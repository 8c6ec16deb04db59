package io.sluice.fanout;

/** Why a member is gone, as far as it decides where the values that waited for it are counted. */
enum Departure {
    /** The hub ended, or ends this member because something failed. */
    ENDED,
    /** It fell too far behind. */
    DISCONNECTED,
    /** It cancelled, or its thread is gone. */
    LEFT;

    /** The account of {@code givenUp} values. */
    Drops count(long overflow, long givenUp) {
        return switch (this) {
            case ENDED -> new Drops(overflow, 0, givenUp, 0);
            case DISCONNECTED -> new Drops(overflow, givenUp, 0, 0);
            case LEFT -> new Drops(overflow, 0, 0, givenUp);
        };
    }
}
