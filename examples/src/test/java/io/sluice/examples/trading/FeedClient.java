package io.sluice.examples.trading;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.sluice.client.Backoff;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.examples.trading.market.Quote;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A browser of one symbol without a page: speaks the feed's protocol, and connects and subscribes again when it loses the
 * connection.
 *
 * <p>Threading: any thread.
 */
final class FeedClient implements AutoCloseable {

    /** After each message, before the next one is asked for. */
    interface Pace {
        Completable next(FeedView view);
    }

    private final SluiceClient client;
    private final FeedView view;
    private final @Nullable String subscription;
    private final Pace pace;
    private final SerialDisposable running = new SerialDisposable();
    private final List<CloseStatus> ends = new CopyOnWriteArrayList<>();
    private final List<JsonObject> messages = new ArrayList<>();
    private volatile @Nullable JsonObject stats;
    private volatile @Nullable Connection connection;
    private final AtomicInteger connections = new AtomicInteger();

    private FeedClient(SluiceClient client, FeedView view, @Nullable String subscription, Pace pace) {
        this.client = client;
        this.view = view;
        this.subscription = subscription;
        this.pace = pace;
    }

    /** One that reads as fast as it can. */
    static FeedClient subscribed(Vertx vertx, int port, String symbol, String detail) {
        return leading(vertx, port, symbol, detail, quote -> {}, view -> Completable.complete());
    }

    /** One that tells of its quotes, and of its progress after each message. */
    static FeedClient leading(
            Vertx vertx, int port, String symbol, String detail, Consumer<Quote> onQuote, Pace progress) {
        return new FeedClient(
                        SluiceClient.create(vertx), new FeedView(symbol, onQuote), subscribe(symbol, detail), progress)
                .start(port);
    }

    /** One that reads when {@code pace} lets it, and keeps little of what it has not read on its side. */
    static FeedClient paced(Vertx vertx, int port, String symbol, String detail, Pace pace) {
        SluiceClient client = SluiceClient.create(
                vertx,
                new WebSocketClientOptions().setReceiveBufferSize(32 << 10),
                ConnectionOptions.DEFAULT.withInboundBufferBytes(16 << 10));
        return new FeedClient(client, new FeedView(symbol, quote -> {}), subscribe(symbol, detail), pace).start(port);
    }

    /** One that has subscribed to nothing yet. */
    static FeedClient idle(Vertx vertx, int port, String symbol) {
        return new FeedClient(
                        SluiceClient.create(vertx),
                        new FeedView(symbol, quote -> {}),
                        null,
                        view -> Completable.complete())
                .start(port);
    }

    static String subscribe(String symbol, String detail) {
        return new JsonObject()
                .put("op", "subscribe")
                .put("symbol", symbol)
                .put("book", detail)
                .encode();
    }

    private FeedClient start(int port) {
        Backoff backoff = Backoff.exponential().between(Duration.ofMillis(20), Duration.ofMillis(200));
        running.set(client.connections("ws://localhost:" + port + "/feed", backoff)
                .switchMapCompletable(this::follow)
                .subscribe(() -> {}, failure -> {}));
        return this;
    }

    private Completable follow(Connection opened) {
        connection = opened;
        connections.incrementAndGet();
        Disposable unused = opened.closed().subscribe(end -> ends.add(end));
        Flowable<Message> first = subscription == null ? Flowable.empty() : Flowable.just(Message.text(subscription));
        return opened.send(first)
                .andThen(opened.messages().concatMapCompletable(this::onMessage, 1))
                .onErrorComplete();
    }

    private Completable onMessage(Message message) {
        JsonObject json = new JsonObject(((TextMessage) message).text());
        switch (json.getString("type")) {
            case "hello", "subscribed", "unsubscribed", "error", "pong" -> {
                synchronized (messages) {
                    messages.add(json);
                }
            }
            case "stats" -> stats = json;
            default -> view.onMessage(json);
        }
        return pace.next(view);
    }

    FeedView view() {
        return view;
    }

    /** Sends {@code message} on the present connection, if there is one. */
    void send(Message message) {
        Disposable unused = Objects.requireNonNull(connection).send(message).subscribe(() -> {}, failure -> {});
    }

    void send(String text) {
        send(Message.text(text));
    }

    /** Greetings and answers that have come, in order. */
    List<JsonObject> answers() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** This connection's accounts as last told by the server. */
    @Nullable
    JsonObject stats() {
        return stats;
    }

    /** How many connections there have been. */
    int connections() {
        return connections.get();
    }

    /** How connections have ended. */
    List<CloseStatus> ends() {
        return List.copyOf(ends);
    }

    @Override
    public void close() {
        running.dispose();
    }
}
