package io.sluice.cluster;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.feed.Broker;
import io.sluice.feed.BrokerSignal;
import io.sluice.feed.Entry;
import io.sluice.feed.HistoryBudget;
import io.sluice.feed.Position;
import io.sluice.feed.Publication;
import io.sluice.feed.Published;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscriber;

/**
 * Carries topics across the nodes of a Vert.x cluster, over its event bus. Each topic has one node that owns it, gives it its
 * order, and sends what is published once to every node where somebody is subscribed. One per {@link Vertx}; without a
 * cluster the node has all topics to itself.
 *
 * <p>Errors: beyond what {@link Broker} says, an acknowledged publication fails with {@link java.io.IOException} if nobody has
 * answered for 30 s, and with {@link RejectedExecutionException} while too many are on their way. Messages
 * have at most 960 KiB.
 *
 * <p>Threading: as {@link Broker} says. A subscription emits on the node's event loop, or on the thread that requests; who
 * blocks there stops the node.
 *
 * <p>Memory: {@link ClusterOptions}; 16 MiB for what waits to be published, 8 MiB in flight per link, 2,048 messages or 1 MiB per
 * topic on their way to its owner.
 */
public final class ClusterBroker implements Broker {

    private static final Duration UNCLAIMED = Duration.ofSeconds(30);

    private final TopicKeys keys = new TopicKeys();
    private final Datagrams datagrams;
    private final NodeLoop loop;
    private final ClusterNode node;
    private final Mirrors mirrors;
    private final Publications publications;
    private final Interests interests;
    private final NodeStreams streams;
    private final ClusterWatch watch;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableSubject closed = CompletableSubject.create();

    private ClusterBroker(Vertx vertx, Context context, Datagrams datagrams, ClusterOptions options) {
        this.datagrams = datagrams;
        HistoryBudget kept = new HistoryBudget(options.historyBytes());
        this.loop = new NodeLoop(vertx, context, new Turns());
        this.node = ClusterNodes.create(datagrams.self(), options.settings(), new Listener(), kept, loop::time);
        this.mirrors = new Mirrors(loop, node, new HistoryBudget(options.historyBytes()));
        this.publications = new Publications(loop, node);
        this.interests = new Interests(loop, node);
        this.streams = new NodeStreams(loop, node, StreamLimits.STANDARD);
        this.watch = new ClusterWatch(loop, node, datagrams, mirrors, publications, kept);
    }

    /** Starts with the {@linkplain ClusterOptions#standard standard options}. */
    public static Future<ClusterBroker> start(Vertx vertx) {
        return start(vertx, ClusterOptions.standard());
    }

    /** Starts; completes when this node can be reached. At most once per {@code vertx} at a time. */
    public static Future<ClusterBroker> start(Vertx vertx, ClusterOptions options) {
        ClusterManager manager = ((VertxInternal) vertx).clusterManager();
        return start(vertx, manager == null ? new LoneDatagrams() : new EventBusDatagrams(vertx, manager), options);
    }

    static Future<ClusterBroker> start(Vertx vertx, Datagrams datagrams, ClusterOptions options) {
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        ClusterBroker broker = new ClusterBroker(vertx, context, datagrams, Objects.requireNonNull(options, "options"));
        Promise<ClusterBroker> started = ((VertxInternal) vertx).promise();
        // On the node's own context, where what comes is then handed over: without a hop to another event loop.
        context.runOnContext(onLoop -> datagrams
                .open(broker::received)
                .map(open -> {
                    broker.loop.execute(broker.watch::begin);
                    return broker;
                })
                .onComplete(started));
        return started.future();
    }

    private void received(byte[] frame) {
        loop.execute(() -> node.receive(loop.time(), frame));
    }

    /** What this node holds and has seen, as of its last heartbeat. Any thread. */
    public ClusterCounters counters() {
        return watch.counters();
    }

    @Override
    public Flowable<BrokerSignal> subscribe(TopicConfig topic, Start start) {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(start, "start");
        return RxJavaPlugins.onAssembly(new Flowable<BrokerSignal>() {
            @Override
            protected void subscribeActual(Subscriber<? super BrokerSignal> subscriber) {
                mirrors.subscribe(topic, start, subscriber);
            }
        });
    }

    @Override
    public Single<Published> publish(TopicConfig topic, Publication publication) {
        if (closing.get()) {
            return Single.error(Publications.closed());
        }
        return publications.publish(keys.of(topic), publication);
    }

    @Override
    public void publish(TopicConfig topic, Entry entry) {
        publications.publishLoose(keys.of(topic), entry);
    }

    @Override
    public Single<List<BrokerSignal.Data>> history(TopicConfig topic, Position after, int max) {
        return HistoryPage.read(this, topic, after, max);
    }

    @Override
    public Flowable<Integer> interest(TopicConfig topic) {
        return interests.of(keys.of(topic));
    }

    /** As {@link #offer(Flowable, Duration)}; unclaimed it stands for 30 s: as long as it takes to call a node dead. */
    public StreamOffer offer(Flowable<Buffer> source) {
        return offer(source, UNCLAIMED);
    }

    /**
     * Offers a stream to one subscriber anywhere in the cluster: to the first who {@linkplain #receive receives} what the
     * {@linkplain StreamOffer#reference reference} names. The source is subscribed to then, and not before.
     *
     * <p>Backpressure: exact. The source is never asked for more than that subscriber has requested.
     *
     * <p>Errors: if the source fails, the subscriber gets a {@link ClusterStreamException}. A message of more than 960 KiB
     * cancels the source, and fails the stream with one, too. When the subscriber cancels, or its node is gone, the source is
     * cancelled.
     *
     * <p>Threading: any thread. The source is subscribed to, asked and cancelled on the node's event loop; who blocks there stops
     * the node. It may emit on any thread.
     *
     * <p>Memory: what was sent is kept until it is known to have arrived: 256 KiB per stream and at most 64 messages more, and no
     * more than 2,048 messages. A node has at most 1,024 streams on offer or under way.
     *
     * @param unclaimed the source is let go, never subscribed to, if nobody has asked for it by then; at least 1 ms
     * @throws RejectedExecutionException if the node has too many
     * @throws IllegalStateException if the node has left
     */
    public StreamOffer offer(Flowable<Buffer> source, Duration unclaimed) {
        return streams.offer(source, unclaimed);
    }

    /**
     * Receives a stream that a node of the cluster, this one perhaps, offers. Subscribe once: of all who try, on whatever node,
     * the first gets it.
     *
     * <p>Backpressure: exact. {@code request(n)} is passed on to the source; without bound, it is a window of 2,048 messages that
     * moves on with what is emitted.
     *
     * <p>Errors: {@link ClusterStreamException} if the source has failed; {@link StreamLostException} if its node does not answer
     * for 30 s, has gone or begun anew, or has no such offer any more, and when this node leaves; {@link IllegalStateException}
     * if the stream has another subscriber. While the node of the source is only suspected, nothing is emitted, and nothing is
     * lost.
     *
     * <p>Threading: emits on the node's event loop; who blocks there stops the node.
     *
     * <p>Memory: nothing is queued here.
     */
    public Flowable<Buffer> receive(StreamReference reference) {
        return streams.receive(reference);
    }

    /**
     * Leaves the cluster's topics: tells the other nodes, who take over at once. Subscriptions complete; streams that are
     * received fail, and the sources of those offered are cancelled.
     */
    @Override
    public Completable close() {
        return Completable.defer(() -> {
            if (closing.compareAndSet(false, true)) {
                streams.close();
                mirrors.end();
                loop.execute(this::leave);
            }
            return closed;
        });
    }

    private void leave() {
        publications.close();
        interests.close();
        node.leave(loop.time());
        watch.stop();
        loop.stop();
        Future<Void> unused = datagrams.close().onComplete(result -> closed.onComplete());
    }

    /** The machines of this node, for tests. */
    ClusterNode node() {
        return node;
    }

    NodeLoop loop() {
        return loop;
    }

    private final class Turns implements NodeLoop.Turns {

        @Override
        public void endTurn() {
            node.endTurn();
        }

        @Override
        public long nextWakeUp() {
            return node.nextWakeUp();
        }

        @Override
        public void wakeUp() {
            node.wakeUp(loop.time());
        }
    }

    private final class Listener implements Effects {

        @Override
        public void send(String to, byte[] frame) {
            datagrams.send(to, frame);
        }

        @Override
        public void signal(Inlet inlet, TopicSignal signal) {
            loop.afterTurn(() -> mirrors.told(inlet, signal));
        }

        @Override
        public void published(long handle, PublishResult result) {
            loop.afterTurn(() -> publications.answered(handle, result));
        }

        @Override
        public void interest(String topic, int nodes) {
            loop.afterTurn(() -> interests.told(topic, nodes));
        }
    }
}
