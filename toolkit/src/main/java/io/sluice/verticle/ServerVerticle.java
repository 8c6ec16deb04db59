package io.sluice.verticle;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.feed.Topics;
import io.sluice.server.SluiceServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves the topics of a node to clients over WebSockets, static pages, and the node's health; set up by its configuration alone:
 *
 * <pre>{@code
 * vertx.deployVerticle("io.sluice.verticle.ServerVerticle", new DeploymentOptions()
 *         .setInstances(2)
 *         .setConfig(new JsonObject().put("file", "sluice.yaml")));
 * }</pre>
 *
 * <p>Instances of one deployment share a port and count connections together; all verticles of a {@code Vertx} share its {@link
 * Node}. Extend it, and override {@link #routes}, for endpoints of your own.
 *
 * <p>Errors: a deployment fails with {@link ConfigException}, in one line, if the configuration is wrong.
 *
 * <p>Its end, when it is undeployed or its Vert.x is closed: it is not ready any more and answers 503 to new clients, for {@code
 * leave.delay}; its clients are closed with 1001; the last verticle of the node hands the topics over. It takes {@code
 * leave.timeout} at most, even against clients that read nothing.
 */
public class ServerVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ServerVerticle.class);
    private static final String TOPICS = "/topics/";
    private static final long LAST_WORD_MILLIS = 500;

    private volatile boolean leaving;
    private @Nullable SluiceServer server;
    private @Nullable ServerConfig config;
    private @Nullable FeedRoute feed;

    /** Deployed by name. */
    public ServerVerticle() {}

    /**
     * Adds endpoints and handlers in front of those of the configuration; here it adds none. What is on {@code server.router()}
     * at {@code /topics/*} comes before any client of a topic: an authentication handler of vertx-web, for one.
     *
     * @param topics of this node; not to be closed
     */
    protected void routes(SluiceServer server, Topics topics) {}

    @Override
    public final Future<?> start() {
        Node node = Node.of(vertx);
        return ConfigFile.resolve(vertx, config())
                .map(ServerConfig::read)
                .compose(read -> pagesExist(read).map(read))
                .compose(read -> node.join(read.broker())
                        .compose(topics -> listen(node, read, topics)
                                .recover(failure -> node.leave().transform(left -> Future.failedFuture(failure)))));
    }

    private Future<Void> pagesExist(ServerConfig read) {
        return read.pages().isEmpty()
                ? Future.succeededFuture()
                : vertx.fileSystem()
                        .exists(read.pages())
                        .compose(exists -> exists
                                ? Future.succeededFuture()
                                : Future.failedFuture(new ConfigException("there is no folder " + read.pages()
                                        + " for pages; name one from the working folder, by its whole path, or on the "
                                        + "class path")));
    }

    private Future<Void> listen(Node node, ServerConfig read, Topics topics) {
        Node.Deployment shared = node.deployment(context.deploymentID(), read);
        SluiceServer made = SluiceServer.create(vertx, shared.options());
        Router router = made.router();
        if (read.health().enabled()) {
            health(router, node, read.health().state());
        }
        router.route().handler(this::refuseWhileLeaving);
        routes(made, topics);
        router.route(TOPICS + "*").handler(routing -> known(read, routing));
        made.at(TOPICS + "*", (connection, routing) -> {
            TopicSettings topic = Objects.requireNonNull(read.topics().get(topicOf(routing)));
            return TopicSocket.serve(connection, topics.topic(topic.spec()), topic);
        });
        if (read.feed().enabled()) {
            feed = FeedRoute.on(made, node, topics, read);
        }
        if (!read.pages().isEmpty()) {
            router.route().handler(pages(read.pages()));
        }
        return future(made.listen(shared.port(), read.host()).ignoreElement())
                .onSuccess(listening -> {
                    server = made;
                    config = read;
                    node.listens(this, made.port());
                    LOG.info("Serves " + read.topics().size() + " topics at " + read.host() + ":" + made.port());
                })
                .recover(failure -> Future.failedFuture(cannotListen(read, failure)));
    }

    private static Throwable cannotListen(ServerConfig read, Throwable failure) {
        return failure instanceof BindException
                ? new ConfigException("cannot listen on " + read.host() + ":" + read.port() + ": "
                        + failure.getMessage() + "; choose another port or host")
                : failure;
    }

    private void health(Router router, Node node, boolean state) {
        try {
            HealthRoutes.on(router, vertx, node, state, () -> leaving);
        } catch (NoClassDefFoundError missing) {
            throw new ConfigException(
                    "health needs the optional dependency io.vertx:vertx-health-check, which is not on "
                            + "the class path; or set health.enabled to false");
        }
    }

    private static StaticHandler pages(String folder) {
        return Path.of(folder).isAbsolute()
                ? StaticHandler.create(FileSystemAccess.ROOT, folder)
                : StaticHandler.create(folder);
    }

    private void refuseWhileLeaving(RoutingContext routing) {
        if (leaving) {
            refuse(routing, 503).putHeader(HttpHeaders.RETRY_AFTER, "1").end("leaving");
        } else {
            routing.next();
        }
    }

    private static void known(ServerConfig read, RoutingContext routing) {
        if (read.topics().containsKey(topicOf(routing))) {
            routing.next();
        } else {
            refuse(routing, 404).end("no such topic");
        }
    }

    private static String topicOf(RoutingContext routing) {
        String path = routing.normalizedPath();
        return path.startsWith(TOPICS) ? path.substring(TOPICS.length()) : "";
    }

    /** What may come behind a request to upgrade is no HTTP. */
    private static HttpServerResponse refuse(RoutingContext routing, int status) {
        return routing.response().setStatusCode(status).putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    @Override
    public final Future<?> stop() {
        leaving = true;
        SluiceServer serving = server;
        ServerConfig with = config;
        if (serving == null || with == null) {
            return Future.succeededFuture();
        }
        Node node = Node.of(vertx);
        node.left(context.deploymentID(), this);
        Future<Void> told = feed == null
                ? Future.succeededFuture()
                : future(feed.leave(with.leave().delay()));
        long handOver = with.leave()
                .timeout()
                .minus(with.leave().delay())
                .minus(with.leave().grace())
                .toMillis();
        return delay(with.leave().delay().toMillis())
                .compose(waited ->
                        told.timeout(lastWord(with), TimeUnit.MILLISECONDS).otherwiseEmpty())
                .compose(waited -> future(serving.shutdown(with.leave().grace())))
                .transform(ended -> node.leave().timeout(Math.max(1, handOver), TimeUnit.MILLISECONDS))
                .otherwise(late -> {
                    LOG.warn("The node's topics could not be handed over in " + handOver + " ms: " + late.getMessage());
                    return null;
                });
    }

    /** How long clients of the feed have to take their notice, behind what waits for them. */
    private static long lastWord(ServerConfig with) {
        return Math.max(1, Math.min(LAST_WORD_MILLIS, with.leave().grace().toMillis() / 2));
    }

    private Future<Void> delay(long millis) {
        return millis == 0
                ? Future.succeededFuture()
                : vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
    }

    private static Future<Void> future(Completable work) {
        Promise<Void> done = Promise.promise();
        var unused = work.subscribe(done::complete, done::fail);
        return done.future();
    }
}
