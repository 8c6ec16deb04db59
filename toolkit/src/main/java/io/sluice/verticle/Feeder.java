package io.sluice.verticle;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.sluice.client.Backoff;
import io.sluice.client.SluiceClient;
import io.sluice.feed.Topic;
import io.sluice.message.Message;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.shareddata.Lock;
import java.util.concurrent.TimeUnit;

/**
 * Feeds one topic, over and over: waits for its turn, which is the lock of the topic, and keeps that while the feed runs.
 *
 * <p>Invariant: a lock that is obtained is released, once, also if it comes after the end.
 */
final class Feeder {

    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    /** A worker of Vert.x waits for a lock in some clusters: so not for long, but again and again. */
    private static final long LOCK_WAIT_MILLIS = 100;

    private static final long PAUSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final SluiceClient client;
    private final Topic<Message> topic;
    private final FeedConfig.Feed feed;
    private final Scheduler onContext;

    Feeder(Vertx vertx, Context context, SluiceClient client, Topic<Message> topic, FeedConfig.Feed feed) {
        this.vertx = vertx;
        this.client = client;
        this.topic = topic;
        this.feed = feed;
        this.onContext = Schedulers.from(work -> context.runOnContext(now -> work.run()));
    }

    /** Runs until it is disposed. */
    Disposable run() {
        return Completable.defer(this::once)
                .onErrorComplete()
                .repeatWhen(ended -> ended.delay(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                .subscribe();
    }

    private Completable once() {
        return lock().flatMapCompletable(lock -> feed().doFinally(lock::release));
    }

    private Single<Lock> lock() {
        return Single.create(emitter -> vertx.sharedData()
                .getLockWithTimeout("io.sluice.feed." + topic.name(), LOCK_WAIT_MILLIS)
                .onSuccess(lock -> {
                    if (emitter.isDisposed()) {
                        lock.release();
                    } else {
                        emitter.onSuccess(lock);
                    }
                })
                .onFailure(emitter::tryOnError));
    }

    private Completable feed() {
        LOG.info("Feeds " + topic.name() + " from " + feed.from() + " while it is wanted");
        Flowable<Message> upstream = client.connections(feed.from(), Backoff.exponential())
                .switchMap(connection -> connection.messages().onErrorComplete())
                .subscribeOn(onContext);
        return topic.feed(upstream, feed.linger())
                .doOnError(failure -> LOG.warn("The feed of " + topic.name() + " from " + feed.from()
                        + " failed and begins anew: " + failure.getMessage()));
    }
}
