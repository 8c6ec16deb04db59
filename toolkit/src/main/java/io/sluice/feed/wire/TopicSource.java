package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.feed.Delivery;
import io.sluice.feed.Start;
import io.sluice.feed.Topic;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicStatus;
import io.sluice.internal.DeferredSubscription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/** A member of the node's topic, with a policy of its own. */
final class TopicSource<T> implements FeedSource {

    private final Topic<T> topic;
    private final Start start;
    private final Delivery<T> delivery;
    private final DeferredSubscription upstream = new DeferredSubscription();
    private Disposable statuses = Disposable.disposed();
    private String told = "live";
    private boolean cancelled;

    TopicSource(Topic<T> topic, Start start, Delivery<T> delivery) {
        this.topic = topic;
        this.start = start;
        this.delivery = delivery;
    }

    @Override
    public void start(ServedSubscription subscription, Place place) {
        topic.subscribe(start, delivery).subscribe(new FlowableSubscriber<TopicEvent<T>>() {
            @Override
            public void onSubscribe(Subscription s) {
                boolean unused = upstream.set(s);
            }

            @Override
            public void onNext(TopicEvent<T> event) {
                place.execute(() -> subscription.arrived(List.of(event)));
            }

            @Override
            public void onError(Throwable error) {
                place.execute(() -> subscription.sourceEnded(error));
            }

            @Override
            public void onComplete() {
                place.execute(() -> subscription.sourceEnded(null));
            }
        });
        statuses = topic.status().subscribe(status -> place.execute(() -> tell(subscription, status)));
        if (cancelled) { // refused at once
            statuses.dispose();
        }
    }

    private void tell(ServedSubscription subscription, TopicStatus status) {
        String state = word(status);
        if (state != null && !state.equals(told)) {
            told = state;
            subscription.status(state, status.detail(), false);
        }
    }

    private static @Nullable String word(TopicStatus status) {
        return switch (status.state()) {
            case LIVE -> "live";
            case SUSPECT -> "suspect";
            case LOST -> "lost";
            case IDLE, OPENING, ENDED -> null;
        };
    }

    @Override
    public void request(long n) {
        upstream.request(n);
    }

    @Override
    public void cancel() {
        cancelled = true;
        upstream.cancel();
        statuses.dispose();
    }
}
