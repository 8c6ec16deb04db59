package io.sluice.verticle;

import io.reactivex.rxjava3.schedulers.Schedulers;
import io.sluice.cluster.ClusterBroker;
import io.sluice.cluster.ClusterCounters;
import io.sluice.feed.Broker;
import io.sluice.feed.MemoryBroker;
import io.sluice.feed.Topics;
import io.sluice.server.ServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the verticles of one {@link Vertx} share: its topics, with the one broker that carries them. The first who joins starts
 * it, the last who leaves closes it. In a clustered Vert.x it is a {@link ClusterBroker}, else a {@link MemoryBroker}.
 *
 * <p>A verticle of one's own joins in its {@code start} and leaves in its {@code stop}:
 *
 * <pre>{@code
 * Node.of(vertx).join().onSuccess(topics -> topics.topic(spec).publish(value).subscribe());
 * }</pre>
 *
 * <p>Invariant: at most one broker of a {@code Vertx} is open at a time: the next one starts when the one before has closed.
 *
 * <p>Threading: any thread. Memory: see {@link Topics}; {@code cluster.historyBytes} bounds the histories at the owners' side, of
 * what comes from other nodes, and of what is subscribed to here: each by itself.
 */
public final class Node implements Shareable {

    private static final String KEY = "io.sluice.verticle";
    /** As many as {@link Topics#on(Broker)} has. */
    private static final int MAX_TOPICS = 100_000;

    private static final Future<Running> NOBODY = Future.failedFuture("nobody has joined");

    /** What runs while somebody has joined. */
    private record Running(Broker broker, Topics topics) {}

    /** What the instances of one deployment share. */
    record Deployment(ServerOptions options, int port) {}

    private final Vertx vertx;
    private int members;
    private BrokerSettings settings = BrokerSettings.standard();
    private Future<Running> running = NOBODY;
    /** Completes when the broker before, if any, has closed. */
    private Future<Void> closed = Future.succeededFuture();

    private final Map<String, Deployment> deployments = new HashMap<>();
    private int sharedPorts;
    /** By the instance that listens there. */
    private final Map<ServerVerticle, Integer> ports = new HashMap<>();

    private Node(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The one of {@code vertx}. */
    public static Node of(Vertx vertx) {
        return vertx.sharedData().<String, Node>getLocalMap(KEY).computeIfAbsent(KEY, key -> new Node(vertx));
    }

    /** The topics, when they can be used. Who has joined has to {@link #leave}; who could not, has not joined. */
    public Future<Topics> join() {
        return join(null);
    }

    /** Fails with {@link ConfigException} if the node runs with other settings. Null for those it has. */
    synchronized Future<Topics> join(@Nullable BrokerSettings wanted) {
        if (members == 0) {
            BrokerSettings chosen = wanted == null ? BrokerSettings.standard() : wanted;
            settings = chosen;
            running = closed.transform(before -> start(chosen));
        } else if (wanted != null && !wanted.equals(settings)) {
            return Future.failedFuture(new ConfigException(
                    "cluster differs between verticles of one Vert.x, which share one broker; give all of "
                            + "them the same keys"));
        }
        members++;
        return running.map(Running::topics).recover(failure -> leave().transform(left -> Future.failedFuture(failure)));
    }

    private Future<Running> start(BrokerSettings with) {
        Future<Broker> broker = vertx.isClustered()
                ? ClusterBroker.start(vertx, with.forCluster()).map(Broker.class::cast)
                : Future.succeededFuture(MemoryBroker.create(with.forOneProcess()));
        return broker.map(started -> new Running(started, topics(started, with)));
    }

    /**
     * To be called once by each who has joined. Completes when, after the last one, the broker is closed: its topics are then
     * other nodes' to own.
     */
    public synchronized Future<Void> leave() {
        if (members == 0) {
            throw new IllegalStateException("nobody has joined");
        }
        if (--members > 0) {
            return Future.succeededFuture();
        }
        closed = running.transform(started -> started.succeeded() ? close(started.result()) : Future.succeededFuture());
        running = NOBODY;
        return closed;
    }

    private static Topics topics(Broker broker, BrokerSettings with) {
        return Topics.on(broker, MAX_TOPICS, with.historyBytes(), Schedulers.computation());
    }

    private static Future<Void> close(Running running) {
        Promise<Void> done = Promise.promise();
        var unused = running.broker.close().subscribe(done::complete, done::fail);
        return done.future();
    }

    /** What carries the topics, once somebody has joined, or null. */
    @Nullable
    Broker broker() {
        Future<Running> now;
        synchronized (this) {
            now = running;
        }
        return now.succeeded() ? now.result().broker : null;
    }

    /** What it is called in its cluster; a name like any other without one. */
    String name() {
        return broker() instanceof ClusterBroker broker ? broker.counters().node() : "node";
    }

    /** How the node stands in its cluster; null without a cluster, and while nobody has joined. */
    @Nullable
    ClusterCounters cluster() {
        return broker() instanceof ClusterBroker broker ? broker.counters() : null;
    }

    /**
     * What the instances of a deployment share: one count of connections, and one port. For port 0 it is a negative one, with
     * which Vert.x has them share any that is free.
     */
    synchronized Deployment deployment(String id, ServerConfig config) {
        return deployments.computeIfAbsent(
                id, first -> new Deployment(config.options(), config.port() == 0 ? - ++sharedPorts : config.port()));
    }

    synchronized void listens(ServerVerticle instance, int port) {
        ports.put(instance, port);
    }

    synchronized void left(String deployment, ServerVerticle instance) {
        deployments.remove(deployment);
        ports.remove(instance);
    }

    /** Where server verticles listen now: for those that were deployed by name with port 0. */
    public synchronized Set<Integer> ports() {
        return Set.copyOf(ports.values());
    }
}
