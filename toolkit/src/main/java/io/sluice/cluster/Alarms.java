package io.sluice.cluster;

import java.util.PriorityQueue;

/**
 * What is to be done at a later time. Nothing is ever taken out: whoever set an alarm looks, when it rings, whether there is
 * still something to do. Alarms of one time ring in the order they were set.
 *
 * <p>Threading: confined to the node.
 */
final class Alarms {

    static final long NEVER = Long.MAX_VALUE;

    private record Alarm(long at, long number, Runnable action) implements Comparable<Alarm> {

        @Override
        public int compareTo(Alarm other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private long set;

    void at(long time, Runnable action) {
        alarms.add(new Alarm(time, set++, action));
    }

    /** When the next one is due; {@link #NEVER} if there is none. */
    long next() {
        Alarm first = alarms.peek();
        return first == null ? NEVER : first.at();
    }

    /** Takes one that is due at {@code now}; there must be one. */
    Runnable take() {
        return alarms.remove().action();
    }

    int size() {
        return alarms.size();
    }
}
