package io.sluice.fanout;

import java.util.ArrayList;
import java.util.List;

/**
 * The members of a hub, and the sums of the accounts of those that are gone.
 *
 * <p>Adding and removing take constant time: a removed member's place goes to the last one. A pass over the members by index
 * may remove the one it is at and then look at the same index again.
 *
 * <p>Threading: guarded by the hub's lock.
 */
final class Members<T> {

    private final List<Member<T>> list = new ArrayList<>();
    private long joins;
    private long leaves;
    private long disconnects;
    private long offered;
    private long delivered;
    private long conflated;
    private long dropped;

    int size() {
        return list.size();
    }

    Member<T> get(int index) {
        return list.get(index);
    }

    /** The number the next member gets. */
    long nextId() {
        return joins + 1;
    }

    void add(Member<T> member) {
        joins++;
        member.seat.index = list.size();
        list.add(member);
    }

    /** Removes a member whose account is final; returns false if it is gone already. */
    boolean remove(Member<T> member) {
        int index = member.seat.index;
        if (index < 0) {
            return false;
        }
        member.seat.index = -1;
        Member<T> last = list.remove(list.size() - 1);
        if (last != member) {
            list.set(index, last);
            last.seat.index = index;
        }
        leaves++;
        disconnects += member.wasDisconnected() ? 1 : 0;
        MemberCounters account = member.counters();
        offered += account.published();
        delivered += account.delivered();
        conflated += account.conflated();
        dropped += account.dropped();
        return true;
    }

    List<MemberCounters> accounts() {
        List<MemberCounters> accounts = new ArrayList<>(list.size());
        for (Member<T> member : list) {
            accounts.add(member.counters());
        }
        return accounts;
    }

    HubCounters counters(long published) {
        long nowOffered = offered;
        long nowDelivered = delivered;
        long nowConflated = conflated;
        long nowDropped = dropped;
        long queued = 0;
        for (Member<T> member : list) {
            MemberCounters account = member.counters();
            nowOffered += account.published();
            nowDelivered += account.delivered();
            nowConflated += account.conflated();
            nowDropped += account.dropped();
            queued += account.queued();
        }
        return new HubCounters(
                published,
                list.size(),
                joins,
                leaves,
                disconnects,
                nowOffered,
                nowDelivered,
                nowConflated,
                nowDropped,
                queued);
    }
}
