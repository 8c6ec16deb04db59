package io.sluice.examples.trading.feed;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionCounters;
import io.sluice.fanout.MemberCounters;
import io.sluice.message.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * One browser: answers its requests in order and keeps its subscriptions.
 *
 * <p>Backpressure: a request is looked at when the answer to the one before is with the socket, so answers keep their order
 * and come before the data they announce.
 *
 * <p>Threading: the connection's context, but for the accounts, which are taken on a timer's thread.
 */
final class FeedSession {

    private final Connection connection;
    private final MarketFeed market;
    private final Map<String, Disposable> running = new HashMap<>();
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final CompositeDisposable streams = new CompositeDisposable();
    private final CompletableSubject failure = CompletableSubject.create();

    FeedSession(Connection connection, MarketFeed market) {
        this.connection = connection;
        this.market = market;
    }

    /** The session, until the browser leaves or falls too far behind, which is an error. */
    Completable run() {
        return connection
                .send(Message.text(hello().encode()))
                .andThen(connection.messages().concatMapCompletable(this::answer))
                .mergeWith(connection.send(stats()))
                .mergeWith(failure)
                .doFinally(streams::dispose);
    }

    private Completable answer(Message message) {
        try {
            Request request = Request.parse(message);
            if (request instanceof Request.Subscribe subscribe) {
                return subscribe(subscribe);
            }
            if (request instanceof Request.Unsubscribe unsubscribe) {
                return unsubscribe(unsubscribe);
            }
            return pong((Request.Ping) request);
        } catch (RefusedException refused) {
            return reply(refused.toJson());
        }
    }

    private Completable subscribe(Request.Subscribe request) {
        SymbolFeed feed = feed(request.symbol());
        if (running.containsKey(feed.symbol())) {
            throw new RefusedException("already-subscribed", feed.symbol() + " is subscribed already");
        }
        return reply(acknowledgement("subscribed", feed.symbol())).doOnComplete(() -> start(feed, request.book()));
    }

    private void start(SymbolFeed feed, BookDetail detail) {
        Subscription subscription = new Subscription(connection, feed, detail);
        subscriptions.put(feed.symbol(), subscription);
        Disposable stream = subscription.run().subscribe(() -> {}, failure::onError);
        running.put(feed.symbol(), stream);
        streams.add(stream);
    }

    private Completable unsubscribe(Request.Unsubscribe request) {
        SymbolFeed feed = feed(request.symbol());
        Disposable stream = running.remove(feed.symbol());
        if (stream == null) {
            throw new RefusedException("not-subscribed", feed.symbol() + " is not subscribed");
        }
        streams.remove(stream);
        subscriptions.remove(feed.symbol());
        return reply(acknowledgement("unsubscribed", feed.symbol()));
    }

    private SymbolFeed feed(String symbol) {
        SymbolFeed feed = market.of(symbol);
        if (feed == null) {
            throw new RefusedException(
                    "unknown-symbol", "no such symbol; there are " + String.join(", ", market.symbols()));
        }
        return feed;
    }

    private Completable pong(Request.Ping ping) {
        return reply(new JsonObject().put("type", "pong").put("id", ping.id()).put("time", System.currentTimeMillis()));
    }

    private Completable reply(JsonObject json) {
        return connection.send(Message.text(json.encode()));
    }

    private JsonObject hello() {
        return new JsonObject()
                .put("type", "hello")
                .put("symbols", new JsonArray(market.symbols()))
                .put("source", market.source());
    }

    private static JsonObject acknowledgement(String type, String symbol) {
        return new JsonObject().put("type", type).put("symbol", symbol);
    }

    /** This connection's accounts once a second; a browser that does not read gets the latest when it does. */
    private Flowable<Message> stats() {
        return Flowable.interval(1, TimeUnit.SECONDS)
                .onBackpressureLatest()
                .map(second -> Message.text(accounts().encode()));
    }

    private JsonObject accounts() {
        ConnectionCounters sent = connection.counters();
        return new JsonObject()
                .put("type", "stats")
                .put("messages", sent.messagesSent())
                .put("bytes", sent.bytesSent())
                .put("queued", sum(MemberCounters::queued))
                .put("conflated", sum(MemberCounters::conflated))
                .put("dropped", sum(MemberCounters::dropped));
    }

    private long sum(ToLongFunction<MemberCounters> figure) {
        return subscriptions.values().stream()
                .flatMap(subscription -> subscription.accounts().stream())
                .mapToLong(figure)
                .sum();
    }
}
