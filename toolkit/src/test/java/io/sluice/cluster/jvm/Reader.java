package io.sluice.cluster.jvm;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.feed.TopicEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/** A subscriber in a node: asks for as much as it is told to, and keeps the account of what it gets. Any thread. */
final class Reader implements FlowableSubscriber<TopicEvent<Stamp>> {

    private final Account account;
    private @Nullable Subscription subscription;
    private long requested;
    private long events;
    private long unwanted;
    private boolean ended;
    private @Nullable Throwable error;

    private final boolean oneByOne;

    /** @param oneByOne whether it asks for the next event when it has got one */
    Reader(boolean keepsOrder, boolean oneByOne) {
        account = new Account(keepsOrder);
        this.oneByOne = oneByOne;
    }

    @Override
    public synchronized void onSubscribe(Subscription given) {
        subscription = given;
    }

    void request(long n) {
        synchronized (this) {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
        }
        Objects.requireNonNull(subscription).request(n);
    }

    void cancel() {
        Objects.requireNonNull(subscription).cancel();
    }

    @Override
    public void onNext(TopicEvent<Stamp> event) {
        synchronized (this) {
            events++;
            account.accept(event);
            if (events > requested) {
                unwanted++;
            }
        }
        if (oneByOne) {
            request(1);
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        ended = true;
        error = failure;
    }

    @Override
    public synchronized void onComplete() {
        ended = true;
    }

    synchronized boolean isStarted() {
        return account.isStarted();
    }

    /** The account, as it stands. */
    synchronized JsonObject toJson() {
        JsonObject json = account.toJson()
                .put("events", events)
                .put("requested", requested)
                .put("ended", ended);
        return error == null ? json : json.put("error", error.toString());
    }

    /** The account of a subscriber for which nothing waits. */
    synchronized JsonObject settled() {
        List<String> violations = new ArrayList<>(account.violations());
        if (unwanted > 0) {
            violations.add(unwanted + " events without demand");
        }
        return toJson().put("violations", new JsonArray(violations));
    }
}
