package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.Objects;

/**
 * How a client speaks.
 *
 * @param cbor whether in CBOR, rather than JSON
 * @param token who this is; subscribed to for each connection, and again before a token expires. Empty for none
 * @param window most events that are granted ahead, per subscription. Default 256: half of it is a quarter of a second at 500
 *     events/s, more than a round trip
 * @param snapshotBytes most payload that a snapshot may have before it is taken for broken. Default 64 MiB
 * @param scheduler notices servers that have gone silent, and tokens that are about to expire
 */
public record FeedClientOptions(
        boolean cbor, Maybe<String> token, int window, long snapshotBytes, Scheduler scheduler) {

    public FeedClientOptions {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(scheduler, "scheduler");
        if (window < 1 || snapshotBytes < 1) {
            throw new IllegalArgumentException("window and snapshotBytes must be at least 1");
        }
    }

    /** JSON, and no token. */
    public static FeedClientOptions standard() {
        return new FeedClientOptions(false, Maybe.empty(), 256, 64L * 1024 * 1024, Schedulers.computation());
    }

    /** The same in CBOR. */
    public FeedClientOptions inCbor() {
        return new FeedClientOptions(true, token, window, snapshotBytes, scheduler);
    }

    /** The same with a token. */
    public FeedClientOptions withToken(Maybe<String> source) {
        return new FeedClientOptions(cbor, source, window, snapshotBytes, scheduler);
    }

    /** The same with other bounds. */
    public FeedClientOptions withBounds(int events, long bytes) {
        return new FeedClientOptions(cbor, token, events, bytes, scheduler);
    }
}
