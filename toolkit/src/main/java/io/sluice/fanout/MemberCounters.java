package io.sluice.fanout;

/**
 * The account of one member; a snapshot. At any moment {@code published = delivered + conflated + dropped + queued}.
 *
 * @param id number of the join, counted from 1 in its hub
 * @param policy the member's overflow policy, in words
 * @param published values meant for the member since it joined, those replayed to it included
 * @param delivered values emitted to it
 * @param conflated values replaced by, or merged into, a later one before they were emitted
 * @param drops values it will never get, by reason
 * @param queued values waiting for its demand
 * @param queuedBytes their size, replayed ones excluded, if the policy weighs them; otherwise 0
 */
public record MemberCounters(
        long id,
        String policy,
        long published,
        long delivered,
        long conflated,
        Drops drops,
        long queued,
        long queuedBytes) {

    /** Values it will never get, for whatever reason. */
    public long dropped() {
        return drops.total();
    }
}
