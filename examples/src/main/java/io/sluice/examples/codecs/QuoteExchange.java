package io.sluice.examples.codecs;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.convert.Codec;
import io.sluice.convert.Codecs;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;

/** Whoever sends a quote sends it to everybody, and each connection speaks the format it has agreed on. */
public final class QuoteExchange {

    private static final int MAX_SYMBOLS = 1_000;

    // snippet: exchange
    static final Codecs<Quote> FORMATS =
            Codecs.of("quotes.sbe", new SbeQuotes()).and("quotes.protobuf", new ProtobufQuotes());

    private final Hub<Quote> quotes = Hub.create();

    public void endpoints(Vertx vertx, SluiceServer server) {
        server.at("/quotes", WebSocketEndpoint.of(this::serve).withSubprotocols(FORMATS.subprotocols()));
    }

    private Completable serve(Connection connection) {
        Codec<Quote> format = FORMATS.agreed(connection.subprotocol());
        Completable publish = connection
                .messages()
                .compose(format.decoder())
                .doOnNext(quotes::publish)
                .ignoreElements();
        Completable read = connection.send(
                quotes.join(Overflow.conflate(Quote::symbol, MAX_SYMBOLS)).compose(format.encoder()));
        return Completable.ambArray(publish, read);
    }
    // end
}
