package io.sluice.perf.serve;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Does on a context of Vert.x what is to belong to it. */
final class OnContext {

    private OnContext() {}

    /** Calls on {@code context} and blocks until what that began has succeeded. */
    static <T> T call(Context context, Callable<Future<T>> begin) throws Exception {
        Promise<T> result = Promise.promise();
        context.runOnContext(go -> {
            try {
                begin.call().onComplete(result);
            } catch (Exception failed) {
                result.fail(failed);
            }
        });
        return result.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
