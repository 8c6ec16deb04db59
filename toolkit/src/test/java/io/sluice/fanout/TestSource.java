package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A source that emits what it is allowed to, never without demand, and shows how much it was asked for. Single-threaded;
 * a request made from within {@code onNext} is served after it.
 */
final class TestSource<T> implements Publisher<T>, Subscription {

    private final Supplier<T> values;
    private @Nullable Subscriber<? super T> subscriber;
    private boolean emitting;
    private long allowed;
    long requested;
    long emitted;
    boolean cancelled;

    TestSource(Supplier<T> values) {
        this.values = values;
    }

    @Override
    public void subscribe(Subscriber<? super T> s) {
        assertThat(subscriber).as("subscriber so far").isNull();
        subscriber = s;
        s.onSubscribe(this);
    }

    /** Values asked for that have not been emitted. */
    long outstanding() {
        return requested - emitted;
    }

    /** Has {@code n} more values, emitted as soon as they are asked for. */
    void offer(long n) {
        allowed += n;
        emit();
    }

    /** Completes, or fails with {@code error} if there is one. */
    void end(@Nullable Throwable error) {
        cancelled = true;
        if (error == null) {
            subscriber().onComplete();
        } else {
            subscriber().onError(error);
        }
    }

    /** Emits a value nobody asked for. */
    void violate() {
        subscriber().onNext(values.get());
    }

    @Override
    public void request(long n) {
        assertThat(n).isPositive();
        requested += n;
        emit();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    private void emit() {
        if (emitting) {
            return;
        }
        emitting = true;
        while (!cancelled && allowed > 0 && emitted < requested) {
            allowed--;
            emitted++;
            subscriber().onNext(values.get());
        }
        emitting = false;
    }

    private Subscriber<? super T> subscriber() {
        return Objects.requireNonNull(subscriber, "nobody has subscribed yet");
    }
}
