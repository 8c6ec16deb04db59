package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Single;
import io.sluice.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect.
 *
 * <p>Threading: called on the connection's context, which it must not block; may answer on any thread. Disposed of when the
 * connection ends, or it takes too long.
 */
@FunctionalInterface
public interface FeedAuthorizer {

    /**
     * The session of who holds {@code token}, or is known by the connection's headers. An error refuses, and its message
     * stays on this side. Asked again when the client sends another token.
     *
     * @param token null if the client has sent none
     */
    Single<FeedSession> authorize(Connection connection, @Nullable String token);

    /** Lets everybody read everything. */
    static FeedAuthorizer everybody() {
        return (connection, token) -> Single.just(FeedSession.of("anybody"));
    }
}
