package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Who is at the other end of a connection, and what it may read.
 *
 * @param name for logs, and for the client
 * @param expires when the session ends unless another token comes, or null
 * @param revoked ends the session when it completes, or fails
 * @param permission whether a topic may be read: the first value decides, and those that follow take that back, or give it
 *     again to new subscriptions; completion leaves it as it is, and an error takes it back. Subscribed to once per
 *     subscription, and cancelled with it
 */
public record FeedSession(
        String name,
        @Nullable Instant expires,
        Completable revoked,
        Function<? super String, ? extends Publisher<Boolean>> permission) {

    public FeedSession {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revoked, "revoked");
        Objects.requireNonNull(permission, "permission");
    }

    /** One that may read everything, for ever. */
    public static FeedSession of(String name) {
        return new FeedSession(name, null, Completable.never(), topic -> Flowable.just(true));
    }

    /** The same until then. */
    public FeedSession expiring(Instant at) {
        return new FeedSession(name, at, revoked, permission);
    }

    /** The same until that completes. */
    public FeedSession revokedBy(Completable end) {
        return new FeedSession(name, expires, end, permission);
    }

    /** The same that may read those topics. */
    public FeedSession reading(Function<? super String, ? extends Publisher<Boolean>> allowed) {
        return new FeedSession(name, expires, revoked, allowed);
    }
}
