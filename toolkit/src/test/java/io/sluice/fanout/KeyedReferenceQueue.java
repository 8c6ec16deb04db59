package io.sluice.fanout;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The last value per key of a member of the shared log: a key moves to the end with each update, until the member has taken
 * all that was there when it began, and from then on until it has caught up keeps its place.
 *
 * <p>A request made while a value is on its way meets its member either before that value has passed it by or after: in step
 * or behind. What follows from either is kept until what is emitted tells them apart.
 */
final class KeyedReferenceQueue implements ReferenceQueue {

    /**
     * What may be.
     *
     * @param undecided whether the value that came last found the member in step, and it is not known whether in time
     * @param lap the position up to which values are taken from the log, or -1 before the first is
     * @param cursor the position after the value taken last
     */
    private record Way(List<Item> items, boolean inStep, boolean undecided, boolean ownOrder, long lap, long cursor) {

        static final Way IN_STEP = new Way(List.of(), true, false, false, -1, -1);
        static final Way BEHIND = new Way(List.of(), false, false, false, -1, -1);

        Way put(Item item, boolean demand) {
            List<Item> now = new ArrayList<>(items);
            int place = placeOf(item.key());
            if (place >= 0 && ownOrder) {
                now.set(place, item);
            } else {
                if (place >= 0) {
                    now.remove(place);
                }
                now.add(item);
            }
            return inStep
                    ? new Way(now, demand, !demand, false, -1, -1)
                    : new Way(now, false, false, ownOrder, lap, cursor);
        }

        private int placeOf(int key) {
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i).key() == key) {
                    return i;
                }
            }
            return -1;
        }

        Way taken(Item item, long position) {
            List<Item> rest = items.subList(1, items.size());
            if (inStep) {
                return IN_STEP;
            }
            if (ownOrder || (lap >= 0 && cursor >= lap)) {
                return new Way(rest, false, false, true, -1, -1);
            }
            return new Way(rest, false, false, false, lap < 0 ? position : lap, item.seq() + 1);
        }

        Way behind() {
            return undecided ? new Way(items, false, false, false, -1, -1) : this;
        }
    }

    private Set<Way> ways = Set.of(Way.BEHIND);

    @Override
    public void put(Item item, boolean demand, Losses losses) {
        int before = size();
        Set<Way> next = new LinkedHashSet<>();
        for (Way way : ways) {
            next.add(way.put(item, demand));
        }
        ways = next;
        losses.conflated += before + 1 - size();
    }

    @Override
    public boolean take(Item item, long position) {
        Set<Way> next = new LinkedHashSet<>();
        for (Way way : ways) {
            if (!way.items.isEmpty() && way.items.get(0).equals(item)) {
                next.add(way.behind().taken(item, position));
                if (way.undecided) {
                    next.add(Way.IN_STEP);
                }
            }
        }
        if (next.isEmpty()) {
            return false;
        }
        ways = next;
        return true;
    }

    @Override
    public List<Item> items() {
        return ways.iterator().next().items;
    }

    @Override
    public void caughtUp() {
        ways = Set.of(Way.IN_STEP);
    }

    @Override
    public void settled() {
        Set<Way> next = new LinkedHashSet<>();
        for (Way way : ways) {
            next.add(way.behind());
        }
        ways = next;
    }
}
