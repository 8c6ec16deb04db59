package io.sluice.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Holds the subscription to a source, which may be cancelled before it arrives.
 *
 * <p>Threading: any thread for every method.
 */
public final class DeferredSubscription {

    private static final Subscription CANCELLED = new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    private final AtomicReference<@Nullable Subscription> current = new AtomicReference<>();

    /** Keeps {@code subscription}; if there is one already, or it comes too late, cancels it (rule 2.5) and returns false. */
    public boolean set(Subscription subscription) {
        if (current.compareAndSet(null, subscription)) {
            return true;
        }
        subscription.cancel();
        return false;
    }

    /** Requests {@code n} more, if there is a subscription. */
    public void request(long n) {
        Subscription subscription = current.get();
        if (subscription != null) {
            subscription.request(n);
        }
    }

    /** Cancels the subscription, now or when it arrives. */
    public void cancel() {
        Subscription subscription = current.getAndSet(CANCELLED);
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
