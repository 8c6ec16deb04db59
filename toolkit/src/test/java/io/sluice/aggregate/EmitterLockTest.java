package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EmitterLockTest {

    private static final int THREADS = 3;
    private static final int CALLS = 50_000;

    private static final class Lock extends EmitterLock {}

    /** A count that every thread raises, and the emitter brings down again. */
    private static final class Counter extends EmitterLock {
        private long brought;
        private long waiting;
        private long emitted;
        private boolean isEmitting;
        private int overlaps;

        void bring() {
            lock();
            boolean emitter;
            boolean last = false;
            try {
                brought++;
                waiting++;
                emitter = takeRole();
                if (emitter) {
                    last = take();
                }
            } finally {
                unlock();
            }
            while (emitter) {
                emit();
                if (last && leaveRole()) {
                    return;
                }
                lock();
                seen();
                if (waiting == 0) {
                    giveUpRole();
                    emitter = false;
                } else {
                    last = take();
                }
                unlock();
            }
        }

        private boolean take() {
            waiting--;
            return waiting == 0;
        }

        private void emit() {
            overlaps += isEmitting ? 1 : 0;
            isEmitting = true;
            emitted++;
            isEmitting = false;
        }
    }

    @RepeatedTest(3)
    void oneAtATimeEmitsAndNothingIsLeftBehind() throws Exception {
        Counter counter = new Counter();
        inParallel(() -> {
            for (int i = 0; i < CALLS; i++) {
                counter.bring();
            }
        });

        assertThat(counter.brought).isEqualTo((long) THREADS * CALLS);
        assertThat(counter.overlaps).isZero();
        assertThat(counter.waiting).isZero();
        assertThat(counter.emitted).isEqualTo(counter.brought);
    }

    @Test
    void aRoleThatSomebodyElseAskedForIsNotLeftUnseen() {
        Lock lock = new Lock();
        assertThat(lock.takeRole()).isTrue();
        assertThat(lock.takeRole()).isFalse();
        assertThat(lock.leaveRole()).isFalse();
        lock.seen();
        assertThat(lock.leaveRole()).isTrue();
        assertThat(lock.takeRole()).isTrue();
        lock.giveUpRole();
        assertThat(lock.takeRole()).isTrue();
    }

    @Test
    void theRoleIsNotLeftWhileTheLockIsHeld() {
        Lock lock = new Lock();
        assertThat(lock.takeRole()).isTrue();
        lock.lock();
        assertThat(lock.leaveRole()).isFalse();
        lock.unlock();
        assertThat(lock.leaveRole()).isTrue();
    }

    @Test
    void whoHasTheLockMayTakeItAgain() throws Exception {
        Counter counter = new Counter();
        counter.lock();
        counter.lock();
        counter.unlock();
        Future<?> other = start(counter::bring);
        assertThat(other.isDone()).isFalse();
        counter.unlock();
        other.get(10, TimeUnit.SECONDS);
        assertThat(counter.emitted).isEqualTo(1);
    }

    private static void inParallel(Runnable work) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(start(work));
        }
        for (Future<?> each : all) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    private static Future<?> start(Runnable work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(work);
        } finally {
            thread.shutdown();
        }
    }
}
