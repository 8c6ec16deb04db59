package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.feed.Broker;
import io.sluice.feed.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves topics to clients that speak {@code sluice.v1}, as {@code docs/protocol.md} has it: an endpoint's function.
 *
 * <pre>{@code
 * FeedEndpoint feed = FeedEndpoint.of(broker, name -> topics.get(name));
 * server.at("/feed", WebSocketEndpoint.of(feed).withSubprotocols(FeedEndpoint.SUBPROTOCOL));
 * }</pre>
 *
 * <p>Backpressure: a value is taken from its topic when there is credit of the client, and room on its socket, for it; until
 * then its policy keeps, conflates or drops it. Clients do not hold up one another, or a publisher.
 *
 * <p>Threading: one connection at a time on its context; {@link #drain} and {@link #counters} on any thread. One endpoint
 * serves any number of servers.
 *
 * <p>Errors: a connection that breaks the protocol, or a limit, is closed with the code that says so. What one subscription
 * or client does wrong ends nothing else.
 *
 * <p>Memory: of a connection, 64 answers and 16 messages on their way to the socket; of a subscription, 8 events beside what
 * its policy lets wait, within {@link FeedLimits}.
 */
public final class FeedEndpoint implements Function<Connection, Completable> {

    /** To be agreed on in the handshake. */
    public static final String SUBPROTOCOL = "sluice.v1";

    private final Broker broker;
    private final Topics topics;
    private final Function<? super String, ? extends @Nullable FeedTopic<?>> catalog;
    private final FeedOptions options;
    private final FeedTally tally = new FeedTally();
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Duration grace;

    private FeedEndpoint(
            Broker broker,
            Topics topics,
            Function<? super String, ? extends @Nullable FeedTopic<?>> catalog,
            FeedOptions options) {
        this.broker = Objects.requireNonNull(broker, "broker");
        this.topics = Objects.requireNonNull(topics, "topics");
        this.catalog = Objects.requireNonNull(catalog, "catalog");
        this.options = Objects.requireNonNull(options, "options");
    }

    /** With the default options. */
    public static FeedEndpoint of(Broker broker, Function<? super String, ? extends @Nullable FeedTopic<?>> catalog) {
        return of(broker, catalog, FeedOptions.standard());
    }

    /** With topics of its own. */
    public static FeedEndpoint of(
            Broker broker, Function<? super String, ? extends @Nullable FeedTopic<?>> catalog, FeedOptions options) {
        return of(broker, Topics.on(broker), catalog, options);
    }

    /**
     * With topics that are used for other things as well.
     *
     * @param topics on {@code broker}
     * @param catalog the topic of a name, or null if there is none that clients may know of. The same topic of the same name
     *     each time. Called on the connection's context, which it must not block
     */
    public static FeedEndpoint of(
            Broker broker,
            Topics topics,
            Function<? super String, ? extends @Nullable FeedTopic<?>> catalog,
            FeedOptions options) {
        return new FeedEndpoint(broker, topics, catalog, options);
    }

    /** Serves {@code connection} until it ends; to be called on its context, as an endpoint's function is. */
    @Override
    public Completable apply(Connection connection) {
        return Completable.create(emitter -> {
            Conversation conversation = new Conversation(this, connection, Place.current(), emitter);
            conversation.begin();
        });
    }

    /**
     * Tells all clients that this server is about to go, takes no more subscriptions, and closes with 1001 in {@code after}.
     * Starts at once, whether or not the result is subscribed to, and completes when the last connection has ended.
     */
    public Completable drain(Duration after) {
        grace = after;
        List<Completable> ends = conversations.stream()
                .map(conversation -> conversation.goAway(after))
                .toList();
        return Completable.merge(ends);
    }

    /** What it has done. */
    public FeedCounters counters() {
        return tally.counters();
    }

    // For its conversations.

    /** From now until {@link #left}. */
    void joined(Conversation conversation) {
        conversations.add(conversation);
        tally.connections.increment();
        Duration after = grace;
        if (after != null) {
            Completable unused = conversation.goAway(Duration.ZERO);
        }
    }

    void left(Conversation conversation) {
        if (conversations.remove(conversation)) {
            tally.connections.decrement();
        }
    }

    boolean isGoing() {
        return grace != null;
    }

    Broker broker() {
        return broker;
    }

    Topics topics() {
        return topics;
    }

    @Nullable
    FeedTopic<?> topic(String name) {
        return catalog.apply(name);
    }

    FeedOptions options() {
        return options;
    }

    FeedTally tally() {
        return tally;
    }
}
