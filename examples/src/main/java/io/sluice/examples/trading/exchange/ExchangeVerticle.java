package io.sluice.examples.trading.exchange;

import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that speaks Binance's public market-data protocol: combined and raw streams over WebSocket, the depth snapshot and
 * the list of symbols over REST. It deploys once, on an event loop.
 *
 * <p>Overflow: a client that does not read is disconnected, with 4008, when more waits for it than {@link ExchangeOptions} allow.
 *
 * <p>Errors: deploying fails with an {@link ExchangeException} for what a user can put right: a recording that is missing or no
 * recording, an unknown symbol, a port in use. A recording that turns out to be broken further on ends the replay, is logged in
 * one line, and leaves the exchange up with quiet streams.
 */
public final class ExchangeVerticle extends VerticleBase {

    private final ExchangeOptions options;
    private @Nullable MarketSource market;
    private @Nullable HttpServer server;
    private @Nullable ExchangeControl control;

    public ExchangeVerticle(ExchangeOptions options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    @Override
    public Future<?> start() {
        MarketClock clock = new VertxClock(vertx);
        return openMarket(clock).compose(opened -> serve(opened, clock));
    }

    @Override
    public Future<?> stop() {
        Future<?> marketClosed = market == null ? Future.succeededFuture() : market.close();
        Future<?> serverClosed = server == null ? Future.succeededFuture() : server.shutdown(1, TimeUnit.SECONDS);
        return Future.join(marketClosed, serverClosed);
    }

    /** The port it listens on, once deployed. */
    public int actualPort() {
        return deployed(server).actualPort();
    }

    /** Ways to make it fail, once deployed. */
    public ExchangeControl control() {
        return deployed(control);
    }

    /** What a replay has sent, once it is through; a synthetic market never is. To be called once deployed. */
    public Future<ReplayReport> replayed() {
        return deployed(market) instanceof RecordedMarket recorded ? recorded.ended() : Future.future(never -> {});
    }

    private Future<MarketSource> openMarket(MarketClock clock) {
        if (options.market() instanceof ExchangeOptions.Replay replay) {
            return vertx.executeBlocking(() -> RecordingProbe.symbols(replay.files()))
                    .map(symbols -> new RecordedMarket(
                            symbols,
                            new ReadAhead(vertx, new Recording(replay.files())),
                            clock,
                            replay.speed(),
                            replay.snapshotDelay()));
        }
        ExchangeOptions.Synthetic synthetic = (ExchangeOptions.Synthetic) options.market();
        try {
            return Future.succeededFuture(new SyntheticSource(synthetic.symbols(), synthetic.seed(), clock));
        } catch (ExchangeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<HttpServer> serve(MarketSource opened, MarketClock clock) {
        market = opened;
        StreamBoard board = new StreamBoard(opened);
        control = new BoardControl(context, board);
        Router router = Router.router(vertx);
        new RestApi(opened, clock).mountOn(router);
        new StreamRoutes(
                        board,
                        Overflow.disconnect(options.maxWaitingMessages(), options.maxWaitingBytes(), Message::size))
                .mountOn(router);
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(options.port(), options.host())
                .onSuccess(listening -> server = listening)
                .recover(failure -> Future.failedFuture(explain(failure)));
    }

    private Throwable explain(Throwable failure) {
        String address = options.host() + ":" + options.port();
        if (failure instanceof BindException) {
            return new ExchangeException("The exchange cannot listen on " + address
                    + ": the port is in use or the address is not this machine's; choose another");
        }
        return new ExchangeException("The exchange cannot listen on " + address + ": " + failure.getMessage());
    }

    private static <T> T deployed(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the exchange is not deployed");
        }
        return part;
    }
}
