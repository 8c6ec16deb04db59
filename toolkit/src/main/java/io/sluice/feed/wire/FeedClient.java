package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.connection.Connection;
import io.sluice.convert.Codec;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.Update;
import io.sluice.internal.DeferredSubscription;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;

/**
 * Topics of a server that speaks {@code sluice.v1}, as {@code docs/protocol.md} has it, over one connection after another.
 *
 * <pre>{@code
 * Connections connections = SluiceClient.create(vertx)
 *         .connections(ConnectRequest.to(uri).withSubprotocols(FeedEndpoint.SUBPROTOCOL), Backoff.exponential());
 * FeedClient client = FeedClient.over(connections, FeedClientOptions.standard());
 * client.subscribe("quotes", FeedRequest.from(Start.snapshot())).subscribe(event -> ...);
 * }</pre>
 *
 * <p>All subscriptions share a connection. When it is lost they go on over the next one, each from where it was: what its
 * subscriber gets is one stream, to which the rule of {@link TopicEvent} applies as if there had never been an interruption. If
 * the server cannot go on from there, what is missing is told, as a gap or a reset, and the state follows if there is one.
 *
 * <p>Threading: any thread. Signals come one at a time, those of all subscriptions together, on the connection's context, or
 * on the thread that subscribes, requests or cancels; they must not block it.
 */
public final class FeedClient {

    private final FeedClientOptions options;
    private final Publisher<? extends Connection> connections;
    private final SerialLoop loop = new SerialLoop();
    private final DeferredSubscription source = new DeferredSubscription();
    private final ClientTally tally = new ClientTally();

    // In the loop.

    private final Map<Integer, ClientSubscription> subscriptions = new LinkedHashMap<>();
    private int lastId;
    private boolean begun;
    private boolean over;
    private @Nullable Throwable cause;
    private @Nullable ClientLink link;

    private FeedClient(Publisher<? extends Connection> connections, FeedClientOptions options) {
        this.connections = Objects.requireNonNull(connections, "connections");
        this.options = Objects.requireNonNull(options, "options");
    }

    /**
     * A client that connects when first subscribed to.
     *
     * @param connections with the subprotocol {@link FeedEndpoint#SUBPROTOCOL} agreed on; one is requested when the one before
     *     has ended. Its error or completion is that of all subscriptions
     */
    public static FeedClient over(Publisher<? extends Connection> connections, FeedClientOptions options) {
        return new FeedClient(connections, options);
    }

    /** Whether it makes sense to connect again after that end, with the same token. */
    public static boolean mayReconnect(CloseStatus status) {
        return status.mayReconnect()
                && FeedErrorCode.of(status.code())
                        .map(code -> switch (code) {
                            case MALFORMED, UNAUTHENTICATED, SESSION_REVOKED, NO_SUBPROTOCOL, OUT_OF_ORDER -> false;
                            default -> true;
                        })
                        .orElse(true);
    }

    /**
     * The topic as {@code request} says, with its payloads as values: each subscription is one of its own.
     *
     * <p>Backpressure: honoured, and carried to the server as credit, which keeps what there is none for as the policy says.
     * Each event counts as one.
     *
     * <p>Errors: {@link FeedException} if the server refuses or ends it, and the error of the connections.
     *
     * <p>Memory: as many events as were requested, and no more than the window; a snapshot while it comes.
     */
    public Flowable<TopicEvent<Message>> subscribe(String topic, FeedRequest request) {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(request, "request");
        return new Flowable<>() {
            @Override
            protected void subscribeActual(org.reactivestreams.Subscriber<? super TopicEvent<Message>> subscriber) {
                ClientSubscription subscription =
                        new ClientSubscription(FeedClient.this, topic, request, options, loop, tally, subscriber);
                subscriber.onSubscribe(subscription);
                loop.execute(() -> admit(subscription));
            }
        };
    }

    /** {@link #subscribe(String, FeedRequest)} with values decoded; one that {@code codec} refuses ends it. */
    public <T> Flowable<TopicEvent<T>> subscribe(String topic, FeedRequest request, Codec<T> codec) {
        Objects.requireNonNull(codec, "codec");
        return subscribe(topic, request).map(event -> decoded(event, codec));
    }

    private static <T> TopicEvent<T> decoded(TopicEvent<Message> event, Codec<T> codec) throws Exception {
        if (event instanceof Update<Message> update) {
            return decoded(update, codec);
        } else if (event instanceof TopicEvent.Snapshot<Message> snapshot) {
            List<Update<T>> values = new ArrayList<>();
            for (Update<Message> update : snapshot.values()) {
                values.add(decoded(update, codec));
            }
            return new TopicEvent.Snapshot<>(snapshot.at(), values);
        }
        @SuppressWarnings("unchecked") // has no value in it
        TopicEvent<T> other = (TopicEvent<T>) event;
        return other;
    }

    private static <T> Update<T> decoded(Update<Message> update, Codec<T> codec) throws Exception {
        Message payload = update.payload();
        T value = payload == null ? null : codec.decode(payload);
        return new Update<>(update.position(), update.key(), value, payload, update.count(), update.first());
    }

    /** Ends all subscriptions, which complete, and the connection. */
    public void close() {
        loop.execute(() -> {
            source.cancel();
            ClientLink present = link;
            if (present != null) {
                present.close();
            }
            end(null);
        });
    }

    /** What it has come by. */
    public FeedClientCounters counters() {
        return tally.counters();
    }

    // In the loop.

    private void admit(ClientSubscription subscription) {
        if (over) {
            subscription.ended(cause);
            return;
        }
        if (!begun) {
            begun = true;
            connections.subscribe(new Sequence());
        }
        int id = ++lastId;
        subscriptions.put(id, subscription);
        subscription.joined(id);
        ClientLink present = link;
        if (present != null && present.isOpen()) {
            subscription.attach(present);
        }
    }

    /** {@code id} has ended. */
    void left(int id) {
        ClientSubscription unused = subscriptions.remove(id);
    }

    @Nullable
    ClientSubscription subscription(int id) {
        return subscriptions.get(id);
    }

    /** {@code by} was welcomed. */
    void opened(ClientLink by) {
        tally.connections.increment();
        for (ClientSubscription subscription : List.copyOf(subscriptions.values())) {
            subscription.attach(by);
        }
    }

    /** {@code by} is gone. */
    void closed(ClientLink by) {
        if (link == by) {
            link = null;
            subscriptions.values().forEach(ClientSubscription::detach);
            source.request(1);
        }
    }

    private void end(@Nullable Throwable why) {
        if (!over) {
            over = true;
            cause = why;
            for (ClientSubscription subscription : List.copyOf(subscriptions.values())) {
                subscription.ended(why);
            }
        }
    }

    /** One connection after another. */
    private final class Sequence implements FlowableSubscriber<Connection> {

        @Override
        public void onSubscribe(Subscription subscription) {
            if (source.set(subscription)) {
                source.request(1);
            }
        }

        @Override
        public void onNext(Connection connection) {
            loop.execute(() -> {
                if (over) {
                    var unused = connection.close();
                    return;
                }
                ClientLink next = new ClientLink(FeedClient.this, connection, options, loop, tally);
                link = next;
                next.begin();
            });
        }

        @Override
        public void onError(Throwable error) {
            loop.execute(() -> end(error));
        }

        @Override
        public void onComplete() {
            loop.execute(() -> end(null));
        }
    }
}
