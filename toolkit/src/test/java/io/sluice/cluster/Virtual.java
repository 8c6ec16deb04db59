package io.sluice.cluster;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Time that passes as fast as it can, what is to happen in it, and the one source of chance. One thread. */
final class Virtual {

    private record Event(long at, long number, Runnable action) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long number;
    private long now = 1_000;

    Virtual(long seed) {
        random = new SplittableRandom(seed);
    }

    long now() {
        return now;
    }

    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, number++, action));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A number from {@code from} up to, and with, {@code to}. */
    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    /** When the next event is due. */
    long next() {
        Event first = events.peek();
        return first == null ? Alarms.NEVER : first.at();
    }

    void runNext() {
        Event first = events.remove();
        now = Math.max(now, first.at());
        first.action().run();
    }

    void advance(long to) {
        now = Math.max(now, to);
    }
}
