package io.sluice.aggregate;

import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.function.BiConsumer;

/** Tells a user's hook of losses; one that throws is told of in turn and harms no stream. */
final class Drops {

    private Drops() {}

    /** A hook that wants to know nothing. */
    static final BiConsumer<Object, DropReason> NONE = (value, reason) -> {};

    static <T> void report(BiConsumer<? super T, ? super DropReason> hook, T value, DropReason reason) {
        if (hook == NONE) {
            return;
        }
        try {
            hook.accept(value, reason);
        } catch (Throwable error) {
            Exceptions.throwIfFatal(error);
            RxJavaPlugins.onError(error);
        }
    }
}
