package io.sluice.fanout;

/** Sums of the accounts of the members that are gone. */
final class Totals {

    long leaves;
    long disconnects;
    long offered;
    long delivered;
    long conflated;

    private long overflow;
    private long disconnected;
    private long failed;
    private long left;

    /** Adds the account of a member, which is final. */
    void add(Member<?> member, Departure departure) {
        leaves++;
        delivered += member.delivered();
        conflated += member.conflated;
        overflow += member.dropped;
        switch (departure) {
            case ENDED -> failed += member.givenUp;
            case DISCONNECTED -> disconnected += member.givenUp;
            case LEFT -> left += member.givenUp;
        }
        offered += member.delivered() + member.conflated + member.dropped + member.givenUp;
    }

    void add(Totals others) {
        leaves += others.leaves;
        disconnects += others.disconnects;
        offered += others.offered;
        delivered += others.delivered;
        conflated += others.conflated;
        add(others.drops());
    }

    /** Adds the account of a member whose thread is gone: what waited for it is dropped. */
    void addAbandoned(MemberCounters account) {
        leaves++;
        add(account);
        left += account.queued();
    }

    void add(MemberCounters present) {
        offered += present.published();
        delivered += present.delivered();
        conflated += present.conflated();
        add(present.drops());
    }

    Drops drops() {
        return new Drops(overflow, disconnected, failed, left);
    }

    private void add(Drops drops) {
        overflow += drops.overflow();
        disconnected += drops.disconnected();
        failed += drops.failed();
        left += drops.left();
    }
}
