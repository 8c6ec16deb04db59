package io.sluice.examples.slow;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.connection.Connection;
import io.sluice.examples.ExampleServer;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.sluice.server.SluiceServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A feed of 500 quotes a second and, for each page that looks, four readers of it, each over a socket of its own. */
public final class Slow {

    private static final int SYMBOLS = 8;
    private final Hub<Quote> quotes = Hub.create();
    private final Map<String, Reader> readers = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final SmallSockets sockets;

    private Slow(Vertx vertx) {
        sockets = new SmallSockets(vertx, this::serve);
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
        return sockets.connect(path)
                .flatMapCompletable(connection -> reader.pace
                        .apply(connection.messages())
                        .doOnNext(reader::seen)
                        .ignoreElements()
                        .doFinally(connection::cancel))
                .doFinally(() -> readers.remove(path));
    }
}
