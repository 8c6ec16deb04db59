package io.sluice.fanout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * The members of a shard, those in step first: {@code [0, live)} are in step, {@code [live, size)} are behind. Adding,
 * removing and moving a member to the other side take a swap or two.
 *
 * <p>Beside the members in step lie what a pass needs of them, so that it goes straight through arrays: their subscribers, and
 * the positions up to which they have demand, as far as it was looked at.
 *
 * <p>Threading: confined to its shard's drain, but for {@link #snapshot}.
 */
final class Roster<T> {

    private static final int INITIAL = 4;

    private @Nullable Member<T>[] members = newMembers(INITIAL);
    private @Nullable Subscriber<? super T>[] downstreams = newSubscribers(INITIAL);
    private long[] limits = new long[INITIAL];
    private int live;
    private int size;

    /** Number of members in step. */
    int live() {
        return live;
    }

    int size() {
        return size;
    }

    Member<T> get(int place) {
        return Objects.requireNonNull(members[place]);
    }

    /** The subscribers of the members in step, each in its member's place. */
    @Nullable
    Subscriber<? super T>[] downstreams() {
        return downstreams;
    }

    /** The positions up to which the members in step are known to have demand, each in its member's place. */
    long[] limits() {
        return limits;
    }

    void setLimit(int place, long limit) {
        limits[place] = limit;
    }

    /** Adds {@code member} to those behind. */
    void add(Member<T> member) {
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
            downstreams = Arrays.copyOf(downstreams, size * 2);
            limits = Arrays.copyOf(limits, size * 2);
        }
        member.place = size;
        members[size++] = member;
    }

    /** Moves {@code member}, which is behind, to those in step; its demand is to be looked at. */
    void moveInStep(Member<T> member) {
        swap(member.place, live);
        downstreams[live] = member.downstream();
        limits[live] = 0;
        live++;
    }

    /** Moves {@code member}, which is in step, to those behind. */
    void moveBehind(Member<T> member) {
        swap(member.place, --live);
    }

    /** Removes the member at {@code place}. */
    void remove(int place) {
        int hole = place;
        if (hole < live) {
            hole = fill(hole, --live);
        }
        fill(hole, --size);
        members[size] = null;
        downstreams[live] = null;
    }

    /** The members of {@code shelf} that are behind. */
    List<Member<T>> behind(Shelf<T> shelf) {
        List<Member<T>> list = new ArrayList<>();
        for (int i = live; i < size; i++) {
            if (get(i).shelf == shelf) {
                list.add(get(i));
            }
        }
        return list;
    }

    /** The members, as far as another thread can see them. */
    List<Member<T>> snapshot() {
        @Nullable Member<T>[] now = members;
        List<Member<T>> list = new ArrayList<>(now.length);
        for (Member<T> member : now) {
            if (member != null) {
                list.add(member);
            }
        }
        return list;
    }

    /** Moves the member at {@code from} to {@code hole}; returns where there is a hole now. */
    private int fill(int hole, int from) {
        if (hole != from) {
            Member<T> moved = get(from);
            members[hole] = moved;
            moved.place = hole;
            downstreams[hole] = downstreams[from];
            limits[hole] = limits[from];
        }
        return from;
    }

    private void swap(int a, int b) {
        Member<T> one = get(a);
        Member<T> two = get(b);
        members[a] = two;
        two.place = a;
        members[b] = one;
        one.place = b;
        downstreams[a] = downstreams[b];
        downstreams[b] = null;
        limits[a] = limits[b];
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of members cannot be created otherwise
    private static <T> @Nullable Member<T>[] newMembers(int capacity) {
        return new Member[capacity];
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of subscribers cannot be created otherwise
    private static <T> @Nullable Subscriber<? super T>[] newSubscribers(int capacity) {
        return new Subscriber[capacity];
    }
}
