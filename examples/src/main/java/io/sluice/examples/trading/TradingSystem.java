package io.sluice.examples.trading;

import io.sluice.examples.trading.exchange.ExchangeVerticle;
import io.sluice.examples.trading.feed.FeedVerticle;
import io.sluice.examples.trading.feed.MarketFeed;
import io.sluice.examples.trading.gateway.ExchangeAddress;
import io.sluice.examples.trading.gateway.GatewayVerticle;
import io.sluice.examples.trading.gateway.RestClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exchange simulator, gateway and feed server, deployed in one process and connected as {@code docs/trading-feed.md} draws them.
 *
 * <p>Threading: one thread at a time; futures complete on a context of Vert.x.
 *
 * <p>Errors: {@link #open} and {@link #start} fail with what is to be put right in one line. The caller then closes
 * {@code vertx}, and with it what was deployed before.
 */
final class TradingSystem {

    private final Vertx vertx;
    private final TradingOptions options;
    private final @Nullable ExchangeVerticle exchange;
    private final MarketFeed market;
    private final GatewayVerticle gateway;
    private final FeedVerticle feed;
    private final String feedDeployment;
    private volatile @Nullable String gatewayDeployment;

    private TradingSystem(
            Vertx vertx,
            TradingOptions options,
            @Nullable ExchangeVerticle exchange,
            MarketFeed market,
            GatewayVerticle gateway,
            FeedVerticle feed,
            String feedDeployment) {
        this.vertx = vertx;
        this.options = options;
        this.exchange = exchange;
        this.market = market;
        this.gateway = gateway;
        this.feed = feed;
        this.feedDeployment = feedDeployment;
    }

    /** Deploys all there is. */
    static Future<TradingSystem> start(Vertx vertx, TradingOptions options) {
        return open(vertx, options).compose(system -> system.follow().map(system));
    }

    /** Deploys all but the gateway: browsers can come in, and get data from its beginning once {@link #follow} is called. */
    static Future<TradingSystem> open(Vertx vertx, TradingOptions options) {
        if (options.upstream() instanceof TradingOptions.Exchange elsewhere) {
            return open(vertx, options, null, elsewhere.address(), elsewhere.symbols());
        }
        TradingOptions.Simulator simulator = (TradingOptions.Simulator) options.upstream();
        ExchangeVerticle exchange = new ExchangeVerticle(simulator.exchange());
        return vertx.deployVerticle(exchange).compose(deployed -> {
            ExchangeAddress address =
                    ExchangeAddress.of("ws://" + simulator.exchange().host() + ":" + exchange.actualPort());
            return RestClient.symbols(vertx, address)
                    .compose(symbols -> open(vertx, options, exchange, address, symbols));
        });
    }

    private static Future<TradingSystem> open(
            Vertx vertx,
            TradingOptions options,
            @Nullable ExchangeVerticle exchange,
            ExchangeAddress address,
            List<String> symbols) {
        MarketFeed market = new MarketFeed(options.upstream().name(), symbols);
        GatewayVerticle gateway = new GatewayVerticle(address, market);
        FeedVerticle feed = new FeedVerticle(market, options.host(), options.port());
        return vertx.deployVerticle(feed)
                .recover(failure -> Future.failedFuture(explain(failure, options)))
                .map(deployment -> new TradingSystem(vertx, options, exchange, market, gateway, feed, deployment));
    }

    /** Deploys the gateway: from here on the market moves. */
    Future<Void> follow() {
        return vertx.deployVerticle(gateway)
                .onSuccess(deployment -> gatewayDeployment = deployment)
                .mapEmpty();
    }

    /** Undeploys the gateway, if it is deployed. To be done before the rest, whose end it would take for a loss to make up for. */
    Future<Void> unfollow() {
        String deployment = gatewayDeployment;
        gatewayDeployment = null;
        return deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
    }

    private static Throwable explain(Throwable failure, TradingOptions options) {
        String reason = failure instanceof BindException
                ? "the port is in use or the address is not this machine's"
                : String.valueOf(failure.getMessage());
        return new IllegalStateException("Cannot listen on " + options.host() + ":" + options.port() + ": " + reason
                + "; choose another with --port or --host");
    }

    /** Where the page is. */
    String pageUrl() {
        String host = "0.0.0.0".equals(options.host()) ? "localhost" : options.host();
        return "http://" + host + ":" + feed.actualPort() + "/";
    }

    int feedPort() {
        return feed.actualPort();
    }

    MarketFeed market() {
        return market;
    }

    GatewayVerticle gateway() {
        return gateway;
    }

    /** The simulator, or null if the exchange is elsewhere. */
    @Nullable
    ExchangeVerticle exchange() {
        return exchange;
    }

    /** Ends the feed server alone, as an operator would before an upgrade. */
    Future<Void> stopFeed() {
        return vertx.undeploy(feedDeployment);
    }

    /** Starts another feed server in its place, on the same port. */
    Future<FeedVerticle> restartFeed(int port) {
        FeedVerticle next = new FeedVerticle(market, options.host(), port);
        return vertx.deployVerticle(next).map(next);
    }
}
