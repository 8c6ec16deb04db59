package io.sluice.wire;

/** The side a connection under test is on; the raw peer is on the other. */
public enum Side {
    SERVER,
    CLIENT
}
