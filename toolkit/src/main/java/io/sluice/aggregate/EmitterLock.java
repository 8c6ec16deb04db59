package io.sluice.aggregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock, and the role of the one who emits, in one word: a value that nobody contends for costs two atomic steps in all, one to
 * take the lock and with it the role, one to give the role up. Two monitors would cost four.
 *
 * <p>Invariants: while {@code LOCKED} only {@code holder} writes the word, with plain writes that the unlocking one publishes. At
 * most one thread has the role, from the {@link #takeRole} that said so until it leaves it. Whoever finds the role taken marks it
 * {@code MISSED}, and then it cannot be left without the lock: nothing that was brought is overlooked.
 *
 * <p>Threading: {@link #lock}, {@link #unlock} and {@link #leaveRole} take no lock; all else is called under it. Re-entrant. It is
 * held for a few steps as a rule, so who waits for it spins first and then sleeps for moments: a user's function that runs
 * under it may take long.
 */
abstract class EmitterLock {

    private static final int LOCKED = 1;
    private static final int EMITTING = 2;
    private static final int MISSED = 4;

    private static final int SPINS = 200;
    private static final long NAP_NANOS = 20_000;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(EmitterLock.class, "word", int.class);
        } catch (ReflectiveOperationException error) {
            throw new ExceptionInInitializerError(error);
        }
    }

    private volatile int word;
    /** Read without the lock too: it is the reader's own thread only if that has written it and holds the lock. */
    private @Nullable Thread holder;

    private int depth;

    final void lock() {
        int seen = word;
        if ((seen & LOCKED) != 0 || !WORD.compareAndSet(this, seen, seen | LOCKED)) {
            if (holder == Thread.currentThread()) {
                depth++;
                return;
            }
            contend();
        }
        holder = Thread.currentThread();
    }

    private void contend() {
        for (int looks = 0; ; looks++) {
            int seen = word;
            if ((seen & LOCKED) == 0 && WORD.compareAndSet(this, seen, seen | LOCKED)) {
                return;
            }
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, NAP_NANOS);
            }
        }
    }

    final void unlock() {
        if (depth > 0) {
            depth--;
            return;
        }
        holder = null;
        WORD.setRelease(this, plain() & ~LOCKED);
    }

    /** Under the lock: whether the caller held it before it took it. */
    final boolean isNested() {
        return depth > 0;
    }

    /** Under the lock: whether the caller is the emitter from now on. If not, the emitter looks again before it leaves. */
    final boolean takeRole() {
        int held = plain();
        if ((held & EMITTING) != 0) {
            WORD.set(this, held | MISSED);
            return false;
        }
        WORD.set(this, held | EMITTING);
        return true;
    }

    /** Under the lock, by the emitter: what has been left behind so far is about to be looked at. */
    final void seen() {
        WORD.set(this, plain() & ~MISSED);
    }

    /** Under the lock, by the emitter, who has found nothing to do. */
    final void giveUpRole() {
        WORD.set(this, plain() & ~(EMITTING | MISSED));
    }

    /** Without the lock, by the emitter who knew of nothing to do: gives the role up unless somebody may have brought something. */
    final boolean leaveRole() {
        return WORD.compareAndSet(this, EMITTING, 0);
    }

    private int plain() {
        return (int) WORD.get(this);
    }
}
