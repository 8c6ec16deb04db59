package io.sluice.feed;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.sluice.convert.Codec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A topic on this node: subscribes at the broker while somebody here wants it, and a while longer, and lets its members into
 * the present {@link Run}.
 *
 * <p>Threading: any thread. The lock is never held while a signal is emitted, or the broker is called.
 *
 * <p>Invariants:
 * <ul>
 *   <li>There is an intake if a member has asked to be let in, until none has been there for the linger. Signals of any other
 *       intake than the present are ignored.
 *   <li>{@code ready} is the run that members may enter. One that comes when there is none waits, and whoever makes a run
 *       ready lets in all who wait.
 *   <li>{@code ready} is taken back before the hub of the run ends: a member that is told so does not enter the same run
 *       again, or, if it was on its way into it, finds it over and comes back.
 * </ul>
 */
final class TopicCore<T> implements Intake.Owner<T> {

    private final Broker broker;
    private final TopicConfig config;
    private final Codec<T> codec;
    private final long lingerMillis;
    private final Scheduler scheduler;
    private final HistoryBudget budget;
    final TopicAccount account = new TopicAccount();
    private final FlowableProcessor<TopicStatus> statuses = BehaviorProcessor.createDefault(
                    TopicStatus.of(TopicStatus.State.IDLE))
            .toSerialized();

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<TopicMember<T>> waiting = new LinkedHashSet<>();
    private int members;
    private boolean closed;
    private @Nullable Intake<T> intake;
    private @Nullable Run<T> run;
    private @Nullable Run<T> ready;
    private @Nullable Disposable lingering;

    TopicCore(Broker broker, TopicSpec<T> spec, Scheduler scheduler, HistoryBudget budget) {
        this.broker = broker;
        this.config = spec.config();
        this.codec = spec.codec();
        this.lingerMillis = spec.linger().toMillis();
        this.scheduler = scheduler;
        this.budget = budget;
    }

    /** One member more, which is to {@link #enter}. */
    void join() {
        lock.lock();
        try {
            members++;
            if (lingering != null) {
                lingering.dispose();
                lingering = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets {@code member} into the present run, now or when there is one; returns false if there will be none, as the broker
     * was closed.
     */
    boolean enter(TopicMember<T> member) {
        Run<T> entered;
        Intake<T> opened = null;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            entered = ready;
            if (entered == null) {
                waiting.add(member);
            }
            if (intake == null) {
                intake = new Intake<>(this, codec, account);
                opened = intake;
            }
        } finally {
            lock.unlock();
        }
        if (opened != null) {
            status(TopicStatus.of(TopicStatus.State.OPENING));
            broker.subscribe(config, Start.oldest()).subscribe(opened);
        }
        if (entered != null) {
            member.entered(entered);
        }
        return true;
    }

    /** {@code member} is gone. */
    void leave(TopicMember<T> member) {
        lock.lock();
        try {
            waiting.remove(member);
            if (--members == 0 && intake != null) {
                lingering = scheduler.scheduleDirect(this::stopUnlessWanted, lingerMillis, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void stopUnlessWanted() {
        Intake<T> unwanted;
        Run<T> over;
        lock.lock();
        try {
            lingering = null;
            if (members > 0 || intake == null) {
                return;
            }
            unwanted = intake;
            over = run;
            intake = null;
            run = null;
            ready = null;
        } finally {
            lock.unlock();
        }
        unwanted.cancel();
        if (over != null) {
            over.replica.close();
            account.ended(over);
        }
        status(TopicStatus.of(TopicStatus.State.IDLE));
    }

    // From the intake.

    @Override
    public Run<T> newRun(Intake<T> by, Position base) {
        Run<T> made =
                new Run<>(new Replica<>(config, base, budget, () -> scheduler.now(TimeUnit.MILLISECONDS)), by::demand);
        lock.lock();
        try {
            if (intake == by) {
                run = made;
            } else {
                made.replica.close();
            }
        } finally {
            lock.unlock();
        }
        return made;
    }

    @Override
    public void ready(Intake<T> by, Run<T> made) {
        List<TopicMember<T>> entering;
        lock.lock();
        try {
            if (intake != by) {
                return;
            }
            ready = made;
            entering = new ArrayList<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        status(TopicStatus.of(TopicStatus.State.LIVE));
        entering.forEach(member -> member.entered(made));
    }

    @Override
    public void interrupted(Intake<T> by) {
        Run<T> over;
        lock.lock();
        try {
            if (intake != by) {
                return;
            }
            over = run;
            run = null;
            ready = null;
        } finally {
            lock.unlock();
        }
        if (over != null) {
            account.ended(over);
        }
    }

    @Override
    public void ended(Intake<T> by, @Nullable Throwable cause) {
        List<TopicMember<T>> left;
        Run<T> over;
        lock.lock();
        try {
            if (intake != by) {
                return;
            }
            over = run;
            intake = null;
            run = null;
            ready = null;
            closed = cause == null;
            left = new ArrayList<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        if (over != null) {
            account.ended(over);
        }
        status(
                cause == null
                        ? TopicStatus.of(TopicStatus.State.ENDED)
                        : new TopicStatus(TopicStatus.State.LOST, String.valueOf(cause.getMessage())));
        left.forEach(member -> member.end(cause));
    }

    @Override
    public void status(TopicStatus status) {
        statuses.onNext(status);
    }

    Flowable<TopicStatus> statuses() {
        return statuses.onBackpressureLatest();
    }

    boolean isIdle() {
        lock.lock();
        try {
            return intake == null && members == 0;
        } finally {
            lock.unlock();
        }
    }

    TopicCounters counters() {
        Run<T> present;
        long subscribers;
        lock.lock();
        try {
            present = run;
            subscribers = members;
        } finally {
            lock.unlock();
        }
        return account.counters(present, subscribers);
    }
}
