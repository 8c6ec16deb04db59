package io.sluice.aggregate;

import io.sluice.aggregate.SequenceBreak.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gaps, duplicates, overlaps and restarts that are reported, or end the stream, against a model that says what each value is. */
class GapReportRandomTest {

    private record Change(int epoch, long first, long last) {}

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(n -> n, setting -> {
            boolean reporting = setting.random.nextInt(4) > 0;
            int prefetch = setting.between(1, 6);
            List<Change> changes = changes(setting.random, reporting ? 4 : 60);
            DetectGaps<Change> operator = DetectGaps.<Change>detectGaps(Change::first, Change::last)
                    .epoch(Change::epoch)
                    .onBreak(broken -> setting.onDropped().accept(broken, DropReason.OVERFLOW))
                    .prefetch(prefetch);
            DetectGaps<Change> chosen = reporting ? operator.reporting() : operator;
            return new RandomRuns.Case<Integer, Change>(
                    source -> source.map(changes::get).compose(chosen), new GapModel(reporting, prefetch, changes));
        });
    }

    /** A feed in which one change in {@code oddity} or so is not what is due. */
    private static List<Change> changes(Random random, int oddity) {
        List<Change> changes = new ArrayList<>();
        int epoch = 0;
        long due = random.nextInt(10);
        for (int i = 0; i < 2_000; i++) {
            long first = due;
            if (random.nextInt(oddity) == 0) {
                first += random.nextInt(7) - 4;
            } else if (random.nextInt(10 * oddity) == 0) {
                epoch++;
                first = random.nextInt(10);
            }
            long last = first + random.nextInt(3);
            changes.add(new Change(epoch, first, last));
            due = Math.max(due, last + 1);
            if (last < due - 1 && random.nextInt(oddity) == 0) {
                due = last + 1; // of which all but the first are old
            }
        }
        return changes;
    }

    private static final class GapModel extends HeldModel<Integer, Change> {

        private final boolean reporting;
        private final List<Change> changes;
        private @Nullable Change before;
        private long due;
        /** What is to be emitted; it counts as held. */
        private @Nullable Change next;

        GapModel(boolean reporting, int prefetch, List<Change> changes) {
            super(false, prefetch, prefetch);
            this.reporting = reporting;
            this.changes = changes;
        }

        @Override
        void offer(int source, Integer n) {
            held.add(n);
        }

        @Override
        void settle() {
            while (!over && next == null && !held.isEmpty()) {
                Change change = changes.get(held.get(0));
                Kind kind = kind(change);
                if (kind != Kind.START) {
                    drop(new SequenceBreak(kind, due, change.first, change.last), DropReason.OVERFLOW);
                }
                if (kind == Kind.DUPLICATE) {
                    held.remove(0);
                } else if (!reporting && kind != Kind.OVERLAP && kind != Kind.START && ended && !endedWell()) {
                    held.clear(); // the error that came already is the one
                } else if (!reporting && (kind == Kind.GAP || kind == Kind.RESTART)) {
                    fail(new GapException(new SequenceBreak(kind, due, change.first, change.last)));
                } else {
                    next = change;
                    before = change;
                    due = change.last + 1;
                }
            }
        }

        /** What is wrong with a change; {@code START} if nothing is. */
        private Kind kind(Change change) {
            if (before == null) {
                return Kind.START;
            } else if (before.epoch != change.epoch) {
                return Kind.RESTART;
            } else if (change.first > due) {
                return Kind.GAP;
            } else if (change.last < due) {
                return Kind.DUPLICATE;
            }
            return change.first < due ? Kind.OVERLAP : Kind.START;
        }

        @Override
        @Nullable
        Change poll() {
            settle();
            Change change = next;
            if (change != null) {
                held.remove(0);
                next = null;
            }
            return change;
        }

        @Override
        void discard(DropReason reason) {
            held.clear();
            next = null;
        }
    }
}
