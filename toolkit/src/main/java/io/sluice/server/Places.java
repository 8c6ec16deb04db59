package io.sluice.server;

import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The places a client has taken from quotas, and what has to be ended when it goes. Lives as long as the client's TCP
 * connection, and so knows nothing of the request that it began with.
 *
 * <p>Threading: taken on the request's context; given back, and left, by any thread.
 */
final class Places {

    private final SocketAddress address;
    private final List<ConnectionQuota> taken = new ArrayList<>(2);
    private final AtomicBoolean givenBack = new AtomicBoolean();
    private final CompositeDisposable waits = new CompositeDisposable();

    Places(SocketAddress address) {
        this.address = address;
    }

    /** Takes a place of {@code quota}, but of each quota once. */
    ConnectionQuota.Verdict take(ConnectionQuota quota) {
        if (taken.contains(quota)) {
            return ConnectionQuota.Verdict.TAKEN;
        }
        ConnectionQuota.Verdict verdict = quota.take(address);
        if (verdict == ConnectionQuota.Verdict.TAKEN) {
            taken.add(quota);
        }
        return verdict;
    }

    /** Has {@code wait}, for somebody's decision, ended if the client goes meanwhile. */
    void waitFor(Disposable wait) {
        waits.add(wait);
    }

    /** Nothing is waited for any more. */
    void decided() {
        waits.dispose();
    }

    void giveBack() {
        if (givenBack.compareAndSet(false, true)) {
            taken.forEach(quota -> quota.giveBack(address));
        }
    }

    /** The client is gone. */
    void clientGone() {
        giveBack();
        waits.dispose();
    }
}
