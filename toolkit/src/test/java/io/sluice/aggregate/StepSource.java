package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A source that has values when it is given some, emits them when it is asked, and shows how much it was asked for. On one thread; a
 * request made from within {@code onNext} is served after it. It ends once it has emitted what it has.
 */
final class StepSource<T> implements Publisher<T>, Subscription {

    private final Supplier<T> values;
    private @Nullable Subscriber<? super T> subscriber;
    private boolean emitting;
    private long available;
    private boolean ending;
    private @Nullable Throwable error;
    private boolean ended;
    long requested;
    long emitted;
    boolean cancelled;

    StepSource(Supplier<T> values) {
        this.values = values;
    }

    /** Has {@code n} more values. */
    void offer(long n) {
        available += ending ? 0 : n;
        emit();
    }

    /** Will complete, or fail with {@code cause} if there is one, after the values it has. */
    void end(@Nullable Throwable cause) {
        if (!ending) {
            ending = true;
            error = cause;
            emit();
        }
    }

    /** Whether it owes nobody anything: it has ended or was never subscribed to. */
    boolean isEnded() {
        return ended || subscriber == null;
    }

    @Nullable
    Throwable error() {
        return error;
    }

    long outstanding() {
        return requested - emitted;
    }

    boolean hasMore() {
        return available > 0;
    }

    @Override
    public void subscribe(Subscriber<? super T> s) {
        assertThat(subscriber).as("subscriber so far").isNull();
        subscriber = s;
        s.onSubscribe(this);
        emit();
    }

    @Override
    public void request(long n) {
        assertThat(n).isPositive();
        requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
        emit();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    private void emit() {
        if (emitting || subscriber == null) {
            return;
        }
        emitting = true;
        while (!cancelled && available > 0 && emitted < requested) {
            available--;
            emitted++;
            subscriber().onNext(values.get());
        }
        if (ending && available == 0 && !cancelled && !ended) {
            ended = true;
            if (error == null) {
                subscriber().onComplete();
            } else {
                subscriber().onError(error);
            }
        }
        emitting = false;
    }

    private Subscriber<? super T> subscriber() {
        return Objects.requireNonNull(subscriber);
    }
}
