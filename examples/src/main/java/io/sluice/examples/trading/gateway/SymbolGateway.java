package io.sluice.examples.trading.gateway;

import io.sluice.examples.trading.feed.FeedStatus;
import io.sluice.examples.trading.feed.SymbolFeed;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.examples.trading.market.Quote;
import io.sluice.examples.trading.market.Trade;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One symbol of the gateway: what the exchange sends becomes what the feed publishes.
 *
 * <p>Threading: the gateway's context.
 */
final class SymbolGateway implements BookSynchronizer.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SymbolGateway.class);

    /** Before a failed request for a snapshot is made again. */
    interface Pause {
        void then(Runnable action);
    }

    /** How many trades an exchange may send again after a reconnect. */
    private static final long REPEATED_TRADES = 1_000;

    private final SymbolFeed feed;
    private final Supplier<Future<DepthSnapshot>> snapshots;
    private final Pause pause;
    private final BookSynchronizer books;
    private List<CandleBuilder> candles;
    private long lastTrade = -1;
    private boolean reconnected;
    private long tradeGaps;
    private long connections;
    private long lastTradeTime;
    private boolean fetching;

    SymbolGateway(SymbolFeed feed, Supplier<Future<DepthSnapshot>> snapshots, Pause pause) {
        this.feed = feed;
        this.snapshots = snapshots;
        this.pause = pause;
        books = new BookSynchronizer(feed.symbol(), this);
        candles = newCandles();
        publishStatus();
    }

    private List<CandleBuilder> newCandles() {
        return Arrays.stream(Interval.values())
                .map(interval -> new CandleBuilder(feed.symbol(), interval, feed::publish))
                .toList();
    }

    void onConnected() {
        connections++;
        reconnected = connections > 1;
        books.onConnected();
    }

    void onDisconnected() {
        books.onDisconnected();
    }

    void onEvent(MarketEvent event) {
        if (event instanceof DepthUpdate update) {
            books.onUpdate(update);
        } else if (event instanceof Quote quote) {
            feed.publish(quote);
        } else {
            onTrade((Trade) event);
        }
    }

    /** A trade seen before is left out, so that each goes out once and in order. */
    private void onTrade(Trade trade) {
        if (reconnected && isOfAnotherRun(trade)) {
            LOG.warn("{}: the exchange has started again, at trade {}", feed.symbol(), trade.id());
            lastTrade = -1;
            candles = newCandles();
        }
        reconnected = false;
        if (trade.id() <= lastTrade) {
            return;
        }
        if (lastTrade >= 0 && trade.id() > lastTrade + 1) {
            tradeGaps++;
            LOG.warn("{}: trades {} to {} never came", feed.symbol(), lastTrade + 1, trade.id() - 1);
            publishStatus();
        }
        lastTrade = trade.id();
        lastTradeTime = trade.time();
        feed.publish(trade);
        candles.forEach(builder -> builder.onTrade(trade));
    }

    /** Whether ids have begun anew: lower ones of a later time, or by far; a few of the past may just come once more. */
    private boolean isOfAnotherRun(Trade trade) {
        return trade.id() < lastTrade && (trade.time() > lastTradeTime || lastTrade - trade.id() > REPEATED_TRADES);
    }

    @Override
    public void needSnapshot() {
        if (!fetching) {
            fetching = true;
            long connection = connections;
            snapshots
                    .get()
                    .onSuccess(snapshot -> onSnapshot(snapshot, connection))
                    .onFailure(this::onSnapshotFailure);
        }
    }

    /** An answer asked for before a reconnect may be of an exchange that has begun again: it is asked for once more. */
    private void onSnapshot(DepthSnapshot snapshot, long connection) {
        fetching = false;
        if (connection == connections) {
            books.onSnapshot(snapshot);
        } else if (books.state() == SyncState.SYNCING) {
            needSnapshot();
        }
    }

    private void onSnapshotFailure(Throwable failure) {
        LOG.warn("{}: no snapshot ({}); asking again", feed.symbol(), failure.getMessage());
        pause.then(() -> {
            fetching = false;
            if (books.state() == SyncState.SYNCING) {
                needSnapshot();
            }
        });
    }

    @Override
    public void onBook(DepthSnapshot book) {
        feed.publish(book);
    }

    @Override
    public void onUpdate(DepthUpdate update) {
        feed.publish(update);
    }

    @Override
    public void onState(SyncState state) {
        publishStatus();
    }

    private void publishStatus() {
        SyncCounters counters = books.counters();
        feed.publish(new FeedStatus(
                feed.symbol(),
                books.state().wireName(),
                counters.gaps() + tradeGaps,
                counters.resyncs(),
                Math.max(0, connections - 1)));
    }

    SyncCounters counters() {
        return books.counters();
    }
}
