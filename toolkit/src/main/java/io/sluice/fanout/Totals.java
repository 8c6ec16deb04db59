package io.sluice.fanout;

/** Sums of the accounts of the members that are gone. */
final class Totals {

    long leaves;
    long disconnects;
    long offered;
    long delivered;
    long conflated;
    long dropped;

    /** Adds the account of a member, which is final. */
    void add(Member<?> member) {
        leaves++;
        delivered += member.delivered();
        conflated += member.conflated;
        dropped += member.dropped;
        offered += member.delivered() + member.conflated + member.dropped;
    }

    void add(Totals others) {
        leaves += others.leaves;
        disconnects += others.disconnects;
        offered += others.offered;
        delivered += others.delivered;
        conflated += others.conflated;
        dropped += others.dropped;
    }

    /** Adds the account of a member whose thread is gone: what waited for it is dropped. */
    void addAbandoned(MemberCounters account) {
        leaves++;
        add(account);
        dropped += account.queued();
    }

    void add(MemberCounters present) {
        offered += present.published();
        delivered += present.delivered();
        conflated += present.conflated();
        dropped += present.dropped();
    }
}
