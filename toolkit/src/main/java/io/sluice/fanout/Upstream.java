package io.sluice.fanout;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Subscribes a hub to its source.
 *
 * <p>Threading: the source's, one signal at a time.
 */
final class Upstream<T> implements FlowableSubscriber<T> {

    private final Core<T> hub;
    private @Nullable Subscription subscription;

    Upstream(Core<T> hub) {
        this.hub = hub;
    }

    @Override
    public void onSubscribe(Subscription s) {
        if (subscription != null) { // rule 2.5
            s.cancel();
            RxJavaPlugins.onError(new ProtocolViolationException("the source of a hub called onSubscribe twice"));
            return;
        }
        subscription = s;
        hub.connect(s);
    }

    @Override
    public void onNext(T value) {
        Objects.requireNonNull(value, "value"); // rule 2.13: thrown at the source
        try {
            hub.accept(value, true);
        } catch (Throwable error) { // of the replay
            Exceptions.throwIfFatal(error);
            hub.end(error, true);
        }
    }

    @Override
    public void onError(Throwable error) {
        hub.end(error, false);
    }

    @Override
    public void onComplete() {
        hub.end(null, false);
    }
}
