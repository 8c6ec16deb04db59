package io.sluice.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The members of one shelf that have a backlog of their own. Adding and removing take constant time. */
final class Backlogs<T> {

    private final Shard<T> shard;
    private final List<Member<T>> members = new ArrayList<>(0);

    Backlogs(Shard<T> shard) {
        this.shard = shard;
    }

    void add(Member<T> member, Backlog<T> backlog) {
        member.backlog = backlog;
        member.slot = members.size();
        members.add(member);
    }

    void remove(Member<T> member) {
        if (member.backlog == null) {
            return;
        }
        Member<T> last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(member.slot, last);
            last.slot = member.slot;
        }
        member.backlog = null;
    }

    /** Offers {@code value} to every backlog; a member whose functions fail is to be cut off. */
    void offer(T value) {
        for (int i = 0; i < members.size(); i++) {
            Member<T> member = members.get(i);
            try {
                switch (Objects.requireNonNull(member.backlog).offer(value)) {
                    case QUEUED -> {}
                    case CONFLATED -> member.conflated++;
                    case DROPPED -> member.dropped++;
                }
            } catch (Throwable failure) {
                member.failOn(failure);
            }
        }
    }

    /** Disconnects the members for which more than {@code max} values, or than {@code maxBytes} in several, wait. */
    void enforce(int max, long maxBytes) {
        // Downwards: the place of one that is cut off goes to one that has been looked at.
        for (int i = members.size() - 1; i >= 0; i--) {
            Member<T> member = members.get(i);
            Backlog<T> backlog = Objects.requireNonNull(member.backlog);
            if (backlog.size() > max || (backlog.size() > 1 && backlog.bytes() > maxBytes)) {
                shard.disconnect(member);
            }
        }
    }
}
