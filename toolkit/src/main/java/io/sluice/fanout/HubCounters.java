package io.sluice.fanout;

/**
 * What a hub has done so far; a snapshot. At any moment {@code offered = delivered + conflated + dropped + queued} and
 * {@code joins = members + leaves}.
 *
 * @param published values published to the hub
 * @param members members right now
 * @param joins members that ever joined
 * @param leaves members that are gone, whatever ended them
 * @param disconnects those among them that were disconnected because they fell too far behind
 * @param offered sum of {@link MemberCounters#published()} over all members, gone ones included; so are the sums below
 * @param delivered sum of {@link MemberCounters#delivered()}
 * @param conflated sum of {@link MemberCounters#conflated()}
 * @param drops sum of {@link MemberCounters#drops()}
 * @param queued sum of {@link MemberCounters#queued()}
 */
public record HubCounters(
        long published,
        long members,
        long joins,
        long leaves,
        long disconnects,
        long offered,
        long delivered,
        long conflated,
        Drops drops,
        long queued) {

    /** Values members will never get, for whatever reason. */
    public long dropped() {
        return drops.total();
    }
}
