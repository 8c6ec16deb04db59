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
            List<Change> changes = changes(setting.random, reporting ? 4 : 60);
            DetectGaps<Change> operator = DetectGaps.<Change>detectGaps(Change::first, Change::last)
                    .epoch(Change::epoch)
                    .onBreak(broken -> setting.onDropped().accept(broken, DropReason.OVERFLOW));
            DetectGaps<Change> chosen = reporting ? operator.reporting() : operator;
            return new RandomRuns.Case<Integer, Change>(
                    source -> source.map(changes::get).compose(chosen), new GapModel(reporting, changes));
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

    private static final class GapModel extends LossyModel<Integer, Change> {

        private final boolean reporting;
        private final List<Change> changes;
        private @Nullable Change before;
        private long due;
        private @Nullable Change next;

        GapModel(boolean reporting, List<Change> changes) {
            super(false);
            this.reporting = reporting;
            this.changes = changes;
        }

        @Override
        void offer(int source, Integer n) {
            Change change = changes.get(n);
            Kind kind = kind(change);
            if (kind != Kind.START) {
                drop(new SequenceBreak(kind, due, change.first, change.last), DropReason.OVERFLOW);
            }
            if (!reporting && (kind == Kind.GAP || kind == Kind.RESTART)) {
                fail(new GapException(new SequenceBreak(kind, due, change.first, change.last)));
            } else if (kind != Kind.DUPLICATE) {
                next = change;
                before = change;
                due = change.last + 1;
            }
        }

        /** It asks for what it was asked for, and for another in place of a duplicate. */
        @Override
        long outstandingAtMost(int source) {
            return demand;
        }

        @Override
        long outstandingAtLeast(int source) {
            return demand;
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
            Change change = next;
            next = null;
            return change;
        }

        @Override
        boolean isEmpty() {
            return next == null;
        }

        @Override
        void discard(DropReason reason) {
            next = null;
        }
    }
}
