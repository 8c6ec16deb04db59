package io.sluice.aggregate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows whose event time goes on with the clock while the source is silent, against a model that looks at it every millisecond. */
class WindowIdleRandomTest {

    private record Item(int seq, long time) {}

    /** A window of the model. */
    private record Naive(long start, long end, List<Item> items) {}

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(n -> n, setting -> {
            boolean eager = setting.random.nextBoolean();
            int slide = setting.between(1, 12);
            int size = slide + (setting.random.nextBoolean() ? 0 : setting.between(1, 20));
            int lateness = setting.between(0, 1) * setting.between(1, 15);
            int idle = setting.between(1, 25);
            int prefetch = setting.between(1, 6);
            List<Long> times = times(setting.random);
            WindowAggregate<Item, List<Item>> windows = WindowAggregate.sliding(
                            Duration.ofMillis(size), Duration.ofMillis(slide), Item::time, inOrder())
                    .allowedLateness(Duration.ofMillis(lateness))
                    .idleAdvance(Duration.ofMillis(idle), setting.scheduler)
                    .onLate(late -> setting.onDropped().accept(late, DropReason.OVERFLOW))
                    .prefetch(prefetch);
            WindowAggregate<Item, List<Item>> chosen = eager ? windows.eagerErrors() : windows;
            return new RandomRuns.Case<Integer, Window<List<Item>>>(
                    source -> source.map(n -> new Item(n, times.get(n))).compose(chosen),
                    new IdleModel(eager, size, slide, lateness, idle, prefetch, times));
        });
    }

    private static Collector<Item, ?, List<Item>> inOrder() {
        return Collectors.toList();
    }

    /** Some out of order, some far ahead of those before. */
    private static List<Long> times(Random random) {
        List<Long> times = new ArrayList<>();
        long clock = -20;
        for (int i = 0; i < 2_000; i++) {
            clock += random.nextInt(20) == 0 ? random.nextInt(60) : random.nextInt(3);
            times.add(clock - random.nextInt(4) * (long) random.nextInt(4));
        }
        return times;
    }

    private static final class IdleModel extends HeldModel<Integer, Window<List<Item>>> {

        private final int size;
        private final int slide;
        private final int lateness;
        private final int idle;
        private final List<Long> times;
        private final List<Naive> open = new ArrayList<>();
        private long newest = Long.MIN_VALUE;
        private long watermark = Long.MIN_VALUE;
        private long heardAt;
        /** When the clock is next looked at: event time stands still in between, since no window would close. */
        private long lookAt;

        IdleModel(boolean eager, int size, int slide, int lateness, int idle, int prefetch, List<Long> times) {
            super(eager, prefetch, prefetch);
            this.size = size;
            this.slide = slide;
            this.lateness = lateness;
            this.idle = idle;
            this.times = times;
        }

        @Override
        void offer(int source, Integer n) {
            held.add(n);
        }

        /** Counts values, or lets time go on, until a window is closed: that one has to be emitted first. */
        @Override
        void settle() {
            while (closed() == null && !held.isEmpty()) {
                int n = held.remove(0);
                count(new Item(n, times.get(n)));
            }
            while (closed() == null && !open.isEmpty() && now >= lookAt) {
                watermark = Math.max(watermark, newest + (now - heardAt) - lateness);
                lookAt = now + Math.max(1, first().end - watermark);
            }
        }

        private void count(Item item) {
            int missed = (int) LongStream.rangeClosed(item.time - size + 1, item.time)
                    .filter(start -> Math.floorMod(start, slide) == 0)
                    .filter(start -> !putInto(start, item))
                    .count();
            if (missed > 0) {
                drop(new LateValue<>(item, item.time, watermark, missed), DropReason.OVERFLOW);
            }
            if (item.time > newest) {
                newest = item.time;
                watermark = Math.max(watermark, newest - lateness);
            }
            heardAt = now;
            lookAt = now + idle;
        }

        private boolean putInto(long start, Item item) {
            if (start + size <= watermark) {
                return false;
            }
            Naive window = open.stream()
                    .filter(candidate -> candidate.start == start)
                    .findFirst()
                    .orElseGet(() -> {
                        Naive created = new Naive(start, start + size, new ArrayList<>());
                        open.add(created);
                        return created;
                    });
            window.items.add(item);
            return true;
        }

        private Naive first() {
            return open.stream().min(Comparator.comparing(Naive::end)).orElseThrow();
        }

        private @Nullable Naive closed() {
            boolean flushed = endedWell() && held.isEmpty();
            return open.isEmpty() || (!flushed && first().end > watermark) ? null : first();
        }

        @Override
        @Nullable
        Window<List<Item>> poll() {
            settle();
            Naive window = closed();
            if (window == null) {
                return null;
            }
            open.remove(window);
            return new Window<>(window.start, window.end, window.items);
        }

        @Override
        boolean isEmpty() {
            return held.isEmpty() && closed() == null;
        }

        @Override
        void discard(DropReason reason) {
            held.clear();
            open.clear();
        }
    }
}
