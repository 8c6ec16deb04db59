package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows under random operations, against a model that keeps every value and looks at all windows there could be. */
class WindowAggregateRandomTest {

    private static final int RUNS = 300;

    private enum Shape {
        TUMBLING,
        SLIDING,
        SESSIONS
    }

    @ParameterizedTest
    @EnumSource
    void everyRunIsWhatTheModelSays(Shape shape) {
        RandomRun.repeat(RUNS, seed -> new Run(seed, shape));
    }

    private record Item(long seq, long time) {}

    /** A window of the model. */
    private record Naive(long start, long end, List<Item> items) {}

    private static final class Run extends RandomRun<Item, Window<List<Item>>> {

        private final Shape shape;
        private final boolean eager = random.nextBoolean();
        private final long slide = random.nextLong(1, 11);
        private final long size;
        private final long lateness = random.nextLong(3) * random.nextInt(20);
        private final int disorder = 1 + random.nextInt(30);
        private final int prefetch = 1 + random.nextInt(5);
        private final List<LateValue<Item>> late = new ArrayList<>();
        private final List<LateValue<Item>> naiveLate = new ArrayList<>();
        private final List<Naive> open = new ArrayList<>();
        private final List<Window<List<Item>>> closed = new ArrayList<>();
        private long clock = -50;
        private long seq;
        private long newest = Long.MIN_VALUE;
        private long watermark = Long.MIN_VALUE;
        private boolean flushed;

        Run(long seed, Shape shape) {
            super(seed, 250);
            this.shape = shape;
            this.size = shape == Shape.SLIDING ? slide + random.nextLong(20) : slide;
            addSource(this::next);
        }

        private Item next() {
            clock += random.nextLong(random.nextInt(4) == 0 ? 15L : 2L);
            Item item = new Item(seq++, clock - random.nextLong(disorder));
            count(item);
            return item;
        }

        @Override
        Flowable<Window<List<Item>>> operator() {
            WindowAggregate<Item, List<Item>> windows = switch (shape) {
                case TUMBLING -> WindowAggregate.tumbling(Duration.ofMillis(size), Item::time, Collectors.toList());
                case SLIDING ->
                    WindowAggregate.sliding(
                            Duration.ofMillis(size), Duration.ofMillis(slide), Item::time, Collectors.toList());
                case SESSIONS -> WindowAggregate.sessions(Duration.ofMillis(size), Item::time, inOrderOfArrival());
            };
            WindowAggregate<Item, List<Item>> configured = windows.allowedLateness(Duration.ofMillis(lateness))
                    .onLate(late::add)
                    .prefetch(prefetch);
            return Flowable.fromPublisher(sources.get(0)).compose(eager ? configured.eagerErrors() : configured);
        }

        private static java.util.stream.Collector<Item, ?, List<Item>> inOrderOfArrival() {
            return Collectors.collectingAndThen(Collectors.toList(), Run::sorted);
        }

        private static List<Item> sorted(List<Item> items) {
            return items.stream().sorted(Comparator.comparing(Item::seq)).toList();
        }

        private void count(Item item) {
            long time = item.time;
            int missed = shape == Shape.SESSIONS
                    ? joinSession(item)
                    : (int) startsOf(time)
                            .filter(start -> !putInto(start, item))
                            .count();
            if (missed > 0) {
                naiveLate.add(new LateValue<>(item, time, watermark, missed));
            }
            newest = Math.max(newest, time);
            closeUpTo(Math.max(watermark, newest - lateness));
        }

        private LongStream startsOf(long time) {
            return LongStream.rangeClosed(time - size + 1, time).filter(start -> Math.floorMod(start, slide) == 0);
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

        private int joinSession(Item item) {
            List<Naive> touched = open.stream()
                    .filter(session -> session.start < item.time + size && item.time < session.end)
                    .toList();
            if (touched.isEmpty() && item.time + size <= watermark) {
                return 1;
            }
            open.removeAll(touched);
            List<Item> items = new ArrayList<>(List.of(item));
            touched.forEach(session -> items.addAll(session.items));
            long first = items.stream().mapToLong(Item::time).min().orElseThrow();
            long last = items.stream().mapToLong(Item::time).max().orElseThrow();
            open.add(new Naive(first, last + size, sorted(items)));
            return 0;
        }

        private void closeUpTo(long time) {
            watermark = time;
            List<Naive> due = open.stream()
                    .filter(window -> window.end <= watermark)
                    .sorted(Comparator.comparing(Naive::end))
                    .toList();
            open.removeAll(due);
            due.forEach(window -> closed.add(new Window<>(window.start, window.end, window.items)));
        }

        @Override
        void emitted(Window<List<Item>> window) {
            StepSource<Item> source = sources.get(0);
            if (source.isEnded() && source.error() == null && !flushed) {
                flushed = true;
                closeUpTo(Long.MAX_VALUE);
            }
            assertThat(window).isEqualTo(closed.get(received.size() - 1));
        }

        @Override
        void assertQuiet() {
            StepSource<Item> source = sources.get(0);
            boolean ended = source.isEnded();
            if (ended && source.error() == null && !flushed) {
                flushed = true;
                closeUpTo(Long.MAX_VALUE);
            }
            assertThat(late).isEqualTo(naiveLate.subList(0, late.size()));
            if (cancelled) {
                return;
            }
            int waiting = closed.size() - received.size();
            if (ended && source.error() != null) {
                assertThat(error != null).as("failed").isEqualTo(eager || waiting == 0);
                return;
            }
            assertThat(completed).as("completed").isEqualTo(ended && waiting == 0);
            assertThat(Math.min(waiting, demand())).as("could be emitted").isZero();
            assertThat(source.outstanding()).as("asked for").isLessThanOrEqualTo(prefetch);
            if (waiting == 0) {
                assertThat(late).isEqualTo(naiveLate);
                if (!ended) {
                    assertThat(source.outstanding()).as("asked for").isPositive();
                }
            }
        }
    }
}
