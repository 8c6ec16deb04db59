package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Snapshots and the deltas that follow them under random operations: deltas get lost, snapshots take their time and may be older
 * than the deltas that wait. Whoever applies what comes out always has the state up to some number, and at the end all of it.
 */
class SnapshotThenDeltasRandomTest {

    @Test
    void noChangeIsMissedAndNoneComesTwice() {
        RandomRun.repeat(400, Run::new);
    }

    private record Change(boolean snapshot, long first, long last) {}

    private static final class Run extends RandomRun<Change, Change> {

        private final TestScheduler scheduler = new TestScheduler();
        private final int prefetch = 1 + random.nextInt(6);
        private final int losses = 2 + random.nextInt(20);
        private final int delay = random.nextInt(4);
        private final List<SequenceBreak> asked = new ArrayList<>();
        /** Up to where the producer is, and up to where the reader. */
        private long produced = 10;

        private long sent;
        private long applied;
        private int loading;

        Run(long seed) {
            super(seed, 250);
            addSource(() -> {
                if (random.nextInt(losses) == 0) {
                    produced += random.nextInt(4);
                }
                long first = produced + 1;
                produced = first + random.nextInt(3);
                sent = produced;
                return new Change(false, first, produced);
            });
        }

        @Override
        Flowable<Change> operator() {
            return Flowable.fromPublisher(sources.get(0))
                    .compose(DetectGaps.<Change>snapshotThenDeltas(Change::first, Change::last, this::load)
                            .prefetch(prefetch));
        }

        /** As long as the producer has not gone on, and no more than thrice, it is behind the deltas that wait. */
        private Flowable<Change> load(SequenceBreak where) {
            asked.add(where);
            Flowable<Change> snapshot = Flowable.fromCallable(() -> {
                boolean old = ++loading % 4 != 0 && random.nextBoolean();
                long last = old ? Math.max(applied, produced - random.nextInt(5)) : produced;
                return new Change(true, last, last);
            });
            return delay == 0 ? snapshot : snapshot.delaySubscription(delay, TimeUnit.MILLISECONDS, scheduler);
        }

        @Override
        void operateOtherwise() {
            scheduler.advanceTimeBy(1 + random.nextInt(delay + 1), TimeUnit.MILLISECONDS);
        }

        @Override
        void lastly() {
            scheduler.advanceTimeBy(1, TimeUnit.MINUTES);
        }

        @Override
        void emitted(Change change) {
            assertThat(asked.get(0).kind()).isEqualTo(SequenceBreak.Kind.START);
            if (change.snapshot) {
                assertThat(change.last).as("a snapshot takes nothing back").isGreaterThanOrEqualTo(applied);
            } else {
                assertThat(received.get(0).snapshot).as("a snapshot came first").isTrue();
                assertThat(change.first).as("no gap").isLessThanOrEqualTo(applied + 1);
                assertThat(change.last).as("not applied before").isGreaterThan(applied);
            }
            applied = change.last;
        }

        @Override
        void assertQuiet() {
            StepSource<Change> source = sources.get(0);
            assertThat(source.outstanding()).as("asked for").isLessThanOrEqualTo(prefetch);
            if (completed) {
                assertThat(applied).as("all there is").isGreaterThanOrEqualTo(sent);
            }
        }
    }
}
