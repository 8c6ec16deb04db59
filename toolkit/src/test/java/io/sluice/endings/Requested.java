package io.sluice.endings;

/** The demand of the subscriber of a connection's messages when the end comes. */
enum Requested {
    ALL,
    NOTHING
}
