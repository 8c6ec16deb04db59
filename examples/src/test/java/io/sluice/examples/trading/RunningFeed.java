package io.sluice.examples.trading;

import io.sluice.examples.trading.exchange.ExchangeControl;
import io.sluice.examples.trading.exchange.ExchangeOptions;
import io.sluice.examples.trading.exchange.ExchangeVerticle;
import io.sluice.examples.trading.feed.SymbolFeed;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A whole trading feed on free ports, and clients of it; all gone when closed. */
final class RunningFeed implements AutoCloseable {

    private final Vertx servers = Vertx.vertx();
    private final Vertx clients = Vertx.vertx();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final TradingSystem system;
    private final String symbol;

    private RunningFeed(TradingOptions.Upstream upstream, String symbol) {
        this.symbol = symbol;
        system = TradingSystem.open(servers, new TradingOptions("localhost", 0, upstream))
                .await();
    }

    /** One of this market whose gateway is still to be started, by {@link #follow}. */
    static RunningFeed open(ExchangeOptions.Market market, String symbol) {
        return open(new TradingOptions.Simulator(new ExchangeOptions("localhost", 0, market)), symbol);
    }

    static RunningFeed open(TradingOptions.Upstream upstream, String symbol) {
        return new RunningFeed(upstream, symbol);
    }

    void follow() {
        system.follow().await();
    }

    TradingSystem system() {
        return system;
    }

    ExchangeVerticle exchange() {
        return Objects.requireNonNull(system.exchange());
    }

    ExchangeControl control() {
        return exchange().control();
    }

    SymbolFeed feed() {
        return Objects.requireNonNull(system.market().of(symbol));
    }

    Vertx clients() {
        return clients;
    }

    FeedClient client(String detail) {
        return closing(FeedClient.subscribed(clients, system.feedPort(), symbol, detail));
    }

    FeedClient idleClient() {
        return closing(FeedClient.idle(clients, system.feedPort(), symbol));
    }

    <T extends AutoCloseable> T closing(T client) {
        opened.add(client);
        return client;
    }

    /** Waits until every stream has so many subscribers. */
    void awaitSubscribers(int count) {
        Soon.await().until(() -> feed().members().values().stream().allMatch(members -> members.size() == count));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable client : opened) {
            client.close();
        }
        clients.close().await();
        system.unfollow().await();
        servers.close().await();
    }
}
