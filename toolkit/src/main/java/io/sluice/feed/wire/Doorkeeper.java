package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.connection.Connection;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, whether it still is, and until when.
 *
 * <p>Invariant: at most one decision is awaited, that about the newest token, and not for ever.
 *
 * <p>Threading: at the connection's place.
 */
final class Doorkeeper {

    /** What comes of it. */
    interface Owner {

        void admitted(FeedSession session);

        /** In place of the session before. */
        void renewed(FeedSession session);

        /** The session before stays. */
        void notRenewed();

        void fail(FeedErrorCode code, String message);
    }

    /** Timers of Vert.x go no further; it is looked at again then. */
    private static final long LONGEST_TIMER = Integer.MAX_VALUE;

    private final Connection connection;
    private final FeedAuthorizer authorizer;
    private final Duration patience;
    private final Place place;
    private final Owner owner;

    private @Nullable FeedSession session;
    private Disposable decision = Disposable.disposed();
    private Runnable decisionTimer = () -> {};
    private Disposable revocation = Disposable.disposed();
    private Runnable expiry = () -> {};
    private boolean asked;
    private boolean deciding;
    private int round;
    /** Counts the sessions. */
    private int kept;

    private boolean closed;

    Doorkeeper(Connection connection, FeedAuthorizer authorizer, FeedLimits limits, Place place, Owner owner) {
        this.connection = connection;
        this.authorizer = authorizer;
        this.patience = limits.decisionTimeout();
        this.place = place;
        this.owner = owner;
    }

    boolean hasBeenAsked() {
        return asked;
    }

    /** Whether nobody knows yet who it is, though it has said so. */
    boolean isDeciding() {
        return deciding;
    }

    /** Of whoever was admitted. */
    @Nullable
    FeedSession session() {
        return session;
    }

    Duration patience() {
        return patience;
    }

    void ask(@Nullable String token) {
        asked = true;
        deciding = true;
        decide(token);
    }

    void renew(String token) {
        decide(token);
    }

    private void decide(@Nullable String token) {
        decision.dispose();
        decisionTimer.run();
        int mine = ++round;
        decisionTimer = place.after(patience.toMillis(), () -> decided(mine, null));
        Single<FeedSession> answer;
        try {
            answer = authorizer.authorize(connection, token);
        } catch (RuntimeException broken) {
            answer = Single.error(broken);
        }
        decision = answer.subscribe(
                found -> place.execute(() -> decided(mine, found)),
                refused -> place.execute(() -> decided(mine, null)));
    }

    private void decided(int of, @Nullable FeedSession found) {
        if (closed || of != round) {
            return;
        }
        round++; // there is no second answer
        decision.dispose();
        decisionTimer.run();
        boolean first = session == null;
        deciding = false;
        if (found == null) {
            if (first) {
                owner.fail(FeedErrorCode.UNAUTHENTICATED, "the hello was refused");
            } else {
                owner.notRenewed();
            }
            return;
        }
        keep(found);
        if (closed) {
            return;
        }
        if (first) {
            owner.admitted(found);
        } else {
            owner.renewed(found);
        }
    }

    private void keep(FeedSession found) {
        revocation.dispose();
        expiry.run();
        session = found;
        int mine = ++kept;
        expire(found.expires(), mine);
        revocation = found.revoked()
                .subscribe(() -> place.execute(() -> revoked(mine)), broken -> place.execute(() -> revoked(mine)));
        if (closed) {
            revocation.dispose();
        }
    }

    private void revoked(int of) {
        if (!closed && kept == of) {
            owner.fail(FeedErrorCode.SESSION_REVOKED, "the session was ended");
        }
    }

    private void expire(@Nullable Instant at, int of) {
        if (closed || kept != of || at == null) {
            return;
        }
        Instant now = Instant.now();
        if (!now.isBefore(at)) {
            owner.fail(FeedErrorCode.TOKEN_EXPIRED, "the token has expired");
            return;
        }
        long millis = at.isAfter(now.plusMillis(LONGEST_TIMER))
                ? LONGEST_TIMER
                : Duration.between(now, at).toMillis() + 1;
        expiry = place.after(millis, () -> expire(at, of));
    }

    /** Decides nothing more. */
    void close() {
        closed = true;
        decision.dispose();
        decisionTimer.run();
        revocation.dispose();
        expiry.run();
    }
}
