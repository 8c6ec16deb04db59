package io.sluice.examples.trading.gateway;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.client.Backoff;
import io.sluice.client.Retry;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.connection.ConnectionOptions;
import io.sluice.examples.trading.feed.MarketFeed;
import io.sluice.examples.trading.feed.SymbolFeed;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to an exchange and keeps the feed's books, quotes, trades and candles by what it sends; reconnects for ever.
 */
public final class GatewayVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

    /** A deep snapshot pushed over the stream would still fit; the exchange's largest diffs are a hundredth of it. */
    private static final int MAX_FRAME_BYTES = 4 << 20;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long SNAPSHOT_PAUSE_MILLIS = 1_000;

    /** After an exchange has said goodbye, as they do once a day; well within the rate of connections they allow. */
    private static final long FAREWELL_PAUSE_MILLIS = 2_000;

    private final ExchangeAddress exchange;
    private final MarketFeed market;
    private final Map<String, SymbolGateway> symbols = new LinkedHashMap<>();
    private @Nullable Disposable upstream;

    public GatewayVerticle(ExchangeAddress exchange, MarketFeed market) {
        this.exchange = exchange;
        this.market = market;
    }

    @Override
    public Future<?> start() {
        RestClient rest = new RestClient(vertx, exchange.rest());
        for (String symbol : market.symbols()) {
            SymbolFeed feed = Objects.requireNonNull(market.of(symbol));
            symbols.put(symbol, new SymbolGateway(feed, () -> rest.snapshot(symbol), this::pause));
        }
        SluiceClient client = SluiceClient.create(
                vertx, new WebSocketClientOptions(), ConnectionOptions.DEFAULT.withMaxMessageBytes(MAX_FRAME_BYTES));
        ExchangeSession session = new ExchangeSession(symbols);
        upstream = connections(client)
                .concatMapCompletable(connection -> follow(session, connection), 1)
                .subscribe();
        return Future.succeededFuture();
    }

    /** Completes when the connection is gone, whatever ended it. */
    private Completable follow(ExchangeSession session, Connection connection) {
        return session.run(connection)
                .onErrorResumeNext(failure -> {
                    if (!(failure instanceof ConnectionClosedException)) {
                        LOG.error("Could not follow the exchange any more; beginning again", failure);
                        connection.close(CloseStatus.of(CloseCode.INTERNAL_ERROR, "internal error"));
                    }
                    return Completable.complete();
                })
                .andThen(connection.closed())
                .doOnSuccess(this::onEnd)
                .ignoreElement();
    }

    /** Ends that may be followed by a new connection at once are told of as {@link #onRetry retries}. */
    private void onEnd(CloseStatus status) {
        if (!status.mayReconnect()) {
            LOG.warn(
                    "The exchange at {} ended the connection ({} {}) and wants no other; trying again in {} ms",
                    exchange.streams(),
                    status.code(),
                    status.reason(),
                    FAREWELL_PAUSE_MILLIS);
        }
    }

    /** Even an exchange that says not to come back is tried again: a feed without a market is of no use. */
    private Flowable<Connection> connections(SluiceClient client) {
        Backoff backoff = Backoff.exponential().between(FIRST_PAUSE, LONGEST_PAUSE);
        return client.connections(exchange.streams() + "/stream", backoff, this::onRetry)
                .doOnError(this::onRefusal)
                .onErrorComplete()
                .repeatWhen(ends -> ends.concatMapSingle(end -> sleep(end)));
    }

    /** Of ends {@link #onEnd} has told already. */
    private void onRefusal(Throwable failure) {
        if (!(failure instanceof ConnectionClosedException)) {
            LOG.warn(
                    "The exchange at {} lets nobody in ({}); trying again in {} ms",
                    exchange.streams(),
                    failure.getMessage(),
                    FAREWELL_PAUSE_MILLIS);
        }
    }

    private Single<Object> sleep(Object end) {
        return Single.create(emitter -> vertx.setTimer(FAREWELL_PAUSE_MILLIS, fired -> emitter.onSuccess(end)));
    }

    private void onRetry(Retry retry) {
        LOG.warn(
                "No connection to the exchange at {} ({}); trying again in {} ms",
                exchange.streams(),
                retry.cause().getMessage(),
                retry.pause().toMillis());
    }

    private void pause(Runnable action) {
        vertx.setTimer(SNAPSHOT_PAUSE_MILLIS, fired -> action.run());
    }

    /** What has been done to keep the book of a symbol. To be called once deployed, on any thread. */
    public Future<SyncCounters> counters(String symbol) {
        Promise<SyncCounters> counted = Promise.promise();
        context.runOnContext(v -> {
            SymbolGateway gateway = symbols.get(symbol);
            if (gateway == null) {
                counted.fail(new GatewayException("no such symbol: " + symbol));
            } else {
                counted.complete(gateway.counters());
            }
        });
        return counted.future();
    }

    @Override
    public Future<?> stop() {
        if (upstream != null) {
            upstream.dispose();
        }
        return Future.succeededFuture();
    }
}
