package io.sluice.verticle;

import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.sluice.client.SluiceClient;
import io.sluice.feed.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Feeds topics from WebSockets of other servers, while somebody wants them; set up by its configuration alone, as {@link
 * ServerVerticle} is.
 *
 * <p>Each feed runs on one instance of one node at a time: the one that holds its lock in the cluster. When that ends or dies,
 * another goes on. While a cluster is split each side has one.
 *
 * <p>Its connections signal on this verticle's context. Backpressure: an upstream is read as fast as the broker answers.
 *
 * <p>Errors: a deployment fails with {@link ConfigException}, in one line, if the configuration is wrong. An upstream that cannot
 * be reached, or ends, is come back to with exponential pauses.
 */
public final class FeedVerticle extends VerticleBase {

    /** For the topics to be handed over: ten times what leaving a cluster was seen to take. */
    private static final long LEAVE_SECONDS = 10;

    private final CompositeDisposable running = new CompositeDisposable();
    private @Nullable SluiceClient client;

    /** Deployed by name. */
    public FeedVerticle() {}

    @Override
    public Future<?> start() {
        Node node = Node.of(vertx);
        return ConfigFile.resolve(vertx, config())
                .map(FeedConfig::read)
                .compose(read -> node.join(read.broker())
                        .compose(topics -> feed(read.feeds(), topics)
                                .recover(failure -> node.leave().transform(left -> Future.failedFuture(failure)))));
    }

    private Future<Void> feed(Map<String, FeedConfig.Feed> feeds, Topics topics) {
        SluiceClient shared = SluiceClient.create(vertx);
        client = shared;
        feeds.values()
                .forEach(
                        feed -> running.add(new Feeder(vertx, context, shared, topics.topic(feed.spec()), feed).run()));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        running.dispose();
        SluiceClient opened = client;
        if (opened == null) {
            return Future.succeededFuture();
        }
        Promise<Void> closed = Promise.promise();
        var unused = opened.close().subscribe(closed::complete, closed::fail);
        return closed.future()
                .transform(ended -> Node.of(vertx).leave())
                .timeout(LEAVE_SECONDS, TimeUnit.SECONDS)
                .otherwiseEmpty();
    }
}
