package io.sluice.examples.trading;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import org.jspecify.annotations.Nullable;

/**
 * Lets a reader fall behind a leader and catch up, again and again: once it has caught up it waits until the leader is so many
 * updates further on, then reads until it is where the leader was at that time.
 *
 * <p>Threading: any thread; what waits is let go on the leader's.
 */
final class LagPace implements FeedClient.Pace {

    private final int[] lags;
    private int turn;
    private long leaderUpdates;
    private long leaderId;
    private long goal;
    private long due;
    private boolean over;
    private @Nullable CompletableSubject waiting;

    /** @param lags how far behind to fall, in turns */
    LagPace(int... lags) {
        this.lags = lags;
    }

    /** The leader's part: its own pace is not held up. */
    Completable lead(FeedView leader) {
        CompletableSubject released;
        synchronized (this) {
            leaderUpdates = leader.updates();
            leaderId = leader.bookId();
            released = leaderUpdates >= due ? release() : null;
        }
        complete(released);
        return Completable.complete();
    }

    /** From here on nobody waits. */
    void end() {
        CompletableSubject released;
        synchronized (this) {
            over = true;
            released = release();
        }
        complete(released);
    }

    @Override
    public Completable next(FeedView reader) {
        synchronized (this) {
            if (over || reader.bookId() < goal || leaderUpdates < due) {
                return Completable.complete();
            }
            due = leaderUpdates + lags[turn++ % lags.length];
            waiting = CompletableSubject.create();
            return waiting;
        }
    }

    private @Nullable CompletableSubject release() {
        CompletableSubject released = waiting;
        if (released != null) {
            waiting = null;
            goal = leaderId;
        }
        return released;
    }

    private static void complete(@Nullable CompletableSubject released) {
        if (released != null) {
            released.onComplete();
        }
    }
}
