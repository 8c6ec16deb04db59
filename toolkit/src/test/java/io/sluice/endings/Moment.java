package io.sluice.endings;

/** What a connection is at when the end comes. */
enum Moment {
    IDLE,
    /** The first fragment of a message has come. */
    MID_MESSAGE,
    /** A send is in progress, and the peer has stopped reading. */
    WRITING
}
