package io.sluice.examples.slow;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.examples.ExampleServer;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A feed of 500 quotes a second and, for each page that looks, four readers of it, each over a socket of its own. */
public final class Slow {

    private static final int SYMBOLS = 8;
    private static final String NOTES = ".".repeat(1_000);

    /** Small buffers, since what has gone into a socket no policy can merge; and no deadline for those who never read. */
    private static final int BUFFER_BYTES = 8 << 10;

    private static final ConnectionOptions PATIENT =
            ConnectionOptions.DEFAULT.withWriteTimeout(Duration.ZERO).withInboundBufferBytes(BUFFER_BYTES);

    private final Hub<Quote> quotes = Hub.create();
    private final Map<String, Reader> readers = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final SluiceClient client;
    private final Future<HttpServer> feed;

    /** A quote and its message, which is encoded once for all who get it. */
    record Quote(int symbol, Message message) {
        static Quote now(int symbol) {
            JsonObject json = JsonObject.of("symbol", symbol, "time", System.currentTimeMillis(), "notes", NOTES);
            return new Quote(symbol, Message.text(json.encode()));
        }
    }

    private Slow(Vertx vertx) {
        WebSocketClientOptions sockets = new WebSocketClientOptions().setMaxConnections(1_000);
        sockets.setReceiveBufferSize(BUFFER_BYTES);
        client = SluiceClient.create(vertx, sockets, PATIENT);
        Router router = Router.router(vertx);
        router.route().handler(WebSocketEndpoint.of(this::serve).withOptions(PATIENT));
        feed = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(BUFFER_BYTES))
                .requestHandler(router)
                .listen(0, "127.0.0.1");
        vertx.setPeriodic(2, timer -> quotes.publish(Quote.now(numbers.incrementAndGet() % SYMBOLS)));
    }

    public static void main(String[] arguments) {
        ExampleServer.main("slow", Slow::endpoints, arguments);
    }

    public static void endpoints(Vertx vertx, SluiceServer server) {
        server.at("/accounts", new Slow(vertx)::show);
    }

    // snippet: policies
    private static List<Reader> readers() {
        Overflow<Quote> merge = Overflow.conflate(Quote::symbol, (older, newer) -> newer, SYMBOLS);
        Overflow<Quote> cut = Overflow.disconnect(1_000);
        return List.of(
                new Reader("Fast", merge, messages -> messages),
                new Reader("Slow", merge, messages -> messages.concatMap(Slow::chew, 1)),
                new Reader("Stalled", merge, messages -> Flowable.never()),
                new Reader("Stalled, may miss nothing", cut, messages -> Flowable.never()));
    }

    /** Each reader joins the hub with its own policy, and the hub keeps its account. */
    private Completable serve(Connection connection) {
        Reader reader = readers.get(connection.uri());
        return reader == null
                ? Completable.complete()
                : connection
                        .send(quotes.join(reader.policy, reader::joined).map(Quote::message))
                        .doOnError(reader::ended);
    }
    // end

    /** Fifty messages a second. */
    private static Flowable<Message> chew(Message message) {
        return Flowable.just(message).delay(20, TimeUnit.MILLISECONDS);
    }

    /** Lets four readers read for as long as the page looks at their accounts. */
    private Completable show(Connection page) {
        List<Reader> four = readers();
        Flowable<Message> accounts = Flowable.interval(0, 200, TimeUnit.MILLISECONDS)
                .onBackpressureLatest()
                .map(tick -> Message.text(
                        new JsonArray(four.stream().map(Reader::account).toList()).encode()));
        Completable reading = Flowable.fromIterable(four).flatMapCompletable(this::read);
        return page.send(accounts).ambWith(reading.andThen(Completable.never()));
    }

    private Completable read(Reader reader) {
        String path = "/" + numbers.incrementAndGet();
        readers.put(path, reader);
        return Single.fromCompletionStage(feed.toCompletionStage())
                .flatMap(server -> client.connect("ws://127.0.0.1:" + server.actualPort() + path))
                .flatMapCompletable(connection -> reader.pace
                        .apply(connection.messages())
                        .doOnNext(reader::seen)
                        .ignoreElements()
                        .doFinally(connection::cancel))
                .doFinally(() -> readers.remove(path));
    }
}
