package io.sluice.aggregate;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * The windows that may still get values, each with what it has accumulated.
 *
 * <p>Invariant: the windows start and end in the same order, so that the first to start is the first to close.
 *
 * <p>Threading: confined to the drain.
 *
 * @param <A> type in which values are accumulated
 */
abstract class OpenWindows<T, A, R> {

    final Collector<? super T, A, R> aggregate;
    final TreeMap<Long, Open<A>> byStart = new TreeMap<>();
    /** The window that closes next, once it was asked for: it is for each value, and an entry of the map costs an object. */
    private @Nullable Open<A> first;

    OpenWindows(Collector<? super T, A, R> aggregate) {
        this.aggregate = aggregate;
    }

    /** Counts {@code value} into its windows, but those closed at {@code watermark}. Returns how many these were. */
    abstract int add(T value, long time, long watermark);

    final boolean isEmpty() {
        return byStart.isEmpty();
    }

    /** End of the window that closes next. There is one. */
    final long firstEnd() {
        Open<A> window = first;
        if (window == null) {
            window = byStart.firstEntry().getValue();
            first = window;
        }
        return window.end;
    }

    /** After a window has been added or removed. */
    final void changed() {
        first = null;
    }

    /** Removes the window that closes next. There is one. */
    final Window<R> close() {
        Map.Entry<Long, Open<A>> closed = byStart.pollFirstEntry();
        changed();
        return new Window<>(
                closed.getKey(), closed.getValue().end, aggregate.finisher().apply(closed.getValue().accumulated));
    }

    void clear() {
        byStart.clear();
        changed();
    }

    /** One window. */
    static final class Open<A> {

        long end;
        A accumulated;

        Open(long end, A accumulated) {
            this.end = end;
            this.accumulated = accumulated;
        }
    }

    /** Windows of one size, beginning at every multiple of {@code slide}. */
    static final class Fixed<T, A, R> extends OpenWindows<T, A, R> {

        private final long size;
        private final long slide;
        /** The window asked for last: mostly the one asked for next. */
        private @Nullable Open<A> recent;

        private long recentStart;

        Fixed(long size, long slide, Collector<? super T, A, R> aggregate) {
            super(aggregate);
            this.size = size;
            this.slide = slide;
        }

        @Override
        int add(T value, long time, long watermark) {
            int missed = 0;
            for (long start = Math.floorDiv(time, slide) * slide; start > time - size; start -= slide) {
                if (start + size <= watermark) {
                    missed++;
                } else {
                    aggregate.accumulator().accept(openAt(start).accumulated, value);
                }
            }
            return missed;
        }

        private Open<A> openAt(long start) {
            Open<A> open = recent;
            if (open == null || recentStart != start) {
                open = byStart.computeIfAbsent(
                        start,
                        key -> new Open<>(start + size, aggregate.supplier().get()));
                changed();
                recent = open;
                recentStart = start;
            }
            return open;
        }

        @Override
        void clear() {
            super.clear();
            recent = null;
        }
    }

    /** Windows of values with less than {@code gap} between one and the next. */
    static final class Sessions<T, A, R> extends OpenWindows<T, A, R> {

        private final long gap;

        Sessions(long gap, Collector<? super T, A, R> aggregate) {
            super(aggregate);
            this.gap = gap;
        }

        @Override
        int add(T value, long time, long watermark) {
            Map.Entry<Long, Open<A>> before = byStart.floorEntry(time);
            if (before != null && time < before.getValue().end) {
                Open<A> session = before.getValue();
                aggregate.accumulator().accept(session.accumulated, value);
                session.end = Math.max(session.end, time + gap);
                joinNext(before.getKey(), session);
                return 0;
            }
            Map.Entry<Long, Open<A>> after = byStart.higherEntry(time);
            boolean joins = after != null && after.getKey() < time + gap;
            if (!joins && time + gap <= watermark) {
                return 1;
            }
            A accumulated = aggregate.supplier().get();
            aggregate.accumulator().accept(accumulated, value);
            Open<A> session = new Open<>(time + gap, accumulated);
            byStart.put(time, session);
            changed();
            joinNext(time, session);
            return 0;
        }

        /** Makes one of {@code session} and the one after it, if they have come to overlap. */
        private void joinNext(long start, Open<A> session) {
            Map.Entry<Long, Open<A>> next = byStart.higherEntry(start);
            if (next != null && next.getKey() < session.end) {
                byStart.remove(next.getKey());
                changed();
                session.accumulated = aggregate.combiner().apply(session.accumulated, next.getValue().accumulated);
                session.end = Math.max(session.end, next.getValue().end);
            }
        }
    }
}
