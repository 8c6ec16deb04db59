package io.sluice.fanout;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Passes demand on as a token bucket allows: one bucket for messages, and one for bytes that a large value can leave in debt.
 *
 * <p>Threading: signals on the upstream's thread, {@link #request} and {@link #cancel} on any, {@link #grant} also on the
 * scheduler. What they share is guarded by this object's lock, which is not held while anybody else is called.
 *
 * <p>Invariant: {@code outstanding} values have been asked for and have not come; there are as many tokens, and as much demand,
 * set aside for them. A timer runs only while there is demand and no token.
 */
final class PacedSubscriber<T> implements FlowableSubscriber<T>, Subscription {

    private static final double NANOS = 1e9;

    private final Pace<T> pace;
    private final Subscriber<? super T> downstream;
    private @Nullable Subscription upstream;

    // Guarded by the lock.
    private long demand;
    private long outstanding;
    private double messages;
    private double bytes;
    private long refilledAt;
    private @Nullable Disposable timer;
    private boolean done;

    PacedSubscriber(Pace<T> pace, Subscriber<? super T> downstream) {
        this.pace = pace;
        this.downstream = downstream;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        messages = pace.rate().burst();
        refilledAt = now();
        pace.started(this);
        downstream.onSubscribe(this);
    }

    @Override
    public void onNext(T value) {
        long weight;
        try {
            weight = pace.weigh(value);
        } catch (Throwable failure) {
            if (end()) {
                upstream().cancel();
                downstream.onError(failure);
            } else {
                RxJavaPlugins.onError(failure);
            }
            return;
        }
        synchronized (this) {
            if (done) {
                return;
            }
            refill();
            outstanding--;
            demand = Demand.produced(demand, 1);
            messages--;
            bytes -= weight;
        }
        downstream.onNext(value);
        grant();
    }

    @Override
    public void onError(Throwable error) {
        if (end()) {
            downstream.onError(error);
        } else {
            RxJavaPlugins.onError(error);
        }
    }

    @Override
    public void onComplete() {
        if (end()) {
            downstream.onComplete();
        }
    }

    @Override
    public void request(long n) {
        if (Demand.violation(n) != null) {
            upstream().request(n); // answered there, by an error
            return;
        }
        synchronized (this) {
            demand = Demand.add(demand, n);
        }
        grant();
    }

    @Override
    public void cancel() {
        if (end()) {
            upstream().cancel();
        }
    }

    /** Asks for what is due; sees to it that the rest is asked for when it becomes so. */
    void grant() {
        long n;
        synchronized (this) {
            if (done) {
                return;
            }
            refill();
            long wanted = demand - outstanding;
            long allowed = bytes < 0 ? 0 : (long) messages - outstanding;
            // With a debt of bytes to come, which is known after a value only, one at a time.
            n = Math.min(wanted, Double.isInfinite(pace.rate().bytes()) ? allowed : Math.min(allowed, 1 - outstanding));
            if (n > 0) {
                outstanding += n;
            } else if (wanted > 0 && outstanding == 0) {
                startTimer();
            }
        }
        if (n > 0) {
            upstream().request(n);
        }
    }

    // Under the lock.

    private void startTimer() {
        if (timer != null) {
            timer.dispose();
        }
        Pace.Rate rate = pace.rate();
        double forMessage = Double.isInfinite(rate.messages()) ? 0 : (1 - messages) / rate.messages();
        double seconds = Math.max(forMessage, -bytes / rate.bytes());
        long nanos = (long) Math.max(1, Math.ceil(seconds * NANOS));
        timer = pace.scheduler().scheduleDirect(this::grant, nanos, TimeUnit.NANOSECONDS);
    }

    private void refill() {
        Pace.Rate rate = pace.rate();
        long now = now();
        double seconds = Math.max(0, now - refilledAt) / NANOS;
        refilledAt = now;
        messages = Double.isInfinite(rate.messages())
                ? rate.burst()
                : Math.min(rate.burst(), messages + seconds * rate.messages());
        bytes = Double.isInfinite(rate.bytes()) ? 0 : Math.min(0, bytes + seconds * rate.bytes());
    }

    private boolean end() {
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
            if (timer != null) {
                timer.dispose();
            }
        }
        pace.ended(this);
        return true;
    }

    private Subscription upstream() {
        return Objects.requireNonNull(upstream);
    }

    private long now() {
        return pace.scheduler().now(TimeUnit.NANOSECONDS);
    }
}
