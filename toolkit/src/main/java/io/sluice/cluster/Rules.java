package io.sluice.cluster;

/**
 * The rules of the protocol a test may break, to see that the simulation notices.
 *
 * @param cumulativeCredit a grant says what may be sent in all, not what may be sent in addition
 * @param fencing what belongs to an earlier attempt is dropped
 * @param gapsHeeded a message that comes too early is not emitted, but what is missing asked for again
 */
record Rules(boolean cumulativeCredit, boolean fencing, boolean gapsHeeded) {

    static final Rules ALL = new Rules(true, true, true);
}
