package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Whether one topic may be read: asks, and tells each time the answer changes. No answer in time, an error, and none at all
 * mean no.
 *
 * <p>Threading: at {@code place}; the answers come on any thread.
 */
final class Permission {

    private final Place place;
    private final Duration patience;
    private final Consumer<Boolean> told;
    private Disposable watch = Disposable.disposed();
    private Runnable timer = () -> {};
    private int round;
    private boolean answered;

    Permission(Place place, Duration patience, Consumer<Boolean> told) {
        this.place = place;
        this.patience = patience;
        this.told = told;
    }

    /** Asks {@code session}, from now on instead of the one before. */
    void ask(FeedSession session, String topic) {
        close();
        answered = false;
        int mine = round;
        Flowable<Boolean> answers;
        try {
            answers = Flowable.fromPublisher(session.permission().apply(topic));
        } catch (RuntimeException broken) {
            answers = Flowable.just(false);
        }
        timer = place.after(patience.toMillis(), () -> ended(mine));
        Disposable watching = answers.subscribe(
                may -> place.execute(() -> answered(mine, may)),
                broken -> place.execute(() -> answered(mine, false)),
                () -> place.execute(() -> ended(mine)));
        if (mine == round) {
            watch = watching;
        } else {
            watching.dispose();
        }
    }

    private void answered(int of, boolean may) {
        if (of != round) {
            return;
        }
        answered = true;
        timer.run();
        told.accept(may);
    }

    private void ended(int of) {
        if (!answered) {
            answered(of, false);
        }
    }

    /** Asks, and tells, no more. */
    void close() {
        round++;
        watch.dispose();
        timer.run();
    }
}
