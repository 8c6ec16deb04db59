package io.sluice.cluster;

/** What the protocol promises does not hold. */
final class Broken extends RuntimeException {

    private static final long serialVersionUID = 1;

    Broken(String what) {
        super(what);
    }
}
