package io.sluice.verticle;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures, which fail with what they failed with. */
final class Done {

    private Done() {}

    static <T> T done(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not done in 20 s", late);
        }
    }
}
