package io.sluice.examples.trading.feed;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.examples.trading.market.Candle;
import io.sluice.examples.trading.market.Interval;
import io.sluice.fanout.Hub;
import io.sluice.fanout.MemberCounters;
import io.sluice.fanout.Membership;
import io.sluice.fanout.Overflow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One symbol on one connection: a membership in each of its hubs, with the policy that fits the data.
 *
 * <p>Trades may not be conflated: a reader too far behind is disconnected. Of quotes and of the gateway's state the latest is
 * all that counts; of a candle likewise, and since a closed candle is the last state of its own key, none is ever lost.
 */
final class Subscription {

    /** Some ten seconds of a hectic market. */
    static final int MAX_WAITING_TRADES = 16_384;

    /** More than a reader can miss in ten minutes. */
    static final int MAX_WAITING_CANDLES = 1_024;

    private final Connection connection;
    private final SymbolFeed feed;
    private final BookDetail detail;
    private final List<Membership<?>> memberships = new CopyOnWriteArrayList<>();

    Subscription(Connection connection, SymbolFeed feed, BookDetail detail) {
        this.connection = connection;
        this.feed = feed;
        this.detail = detail;
    }

    /** Sends all there is, until disposed. */
    Completable run() {
        List<Completable> streams = new ArrayList<>();
        streams.add(stream(feed.statuses(), Overflow.latest()));
        streams.add(stream(feed.books(), detail.overflow()));
        streams.add(stream(feed.quotes(), Overflow.latest()));
        streams.add(stream(feed.trades(), Overflow.disconnect(MAX_WAITING_TRADES)));
        for (Interval interval : Interval.values()) {
            streams.add(stream(feed.candles(interval), latestOfEachCandle()));
        }
        return Completable.merge(streams);
    }

    private <T> Completable stream(Hub<Published<T>> hub, Overflow<Published<T>> overflow) {
        return connection.send(hub.join(overflow, memberships::add).map(Published::message));
    }

    private static Overflow<Published<Candle>> latestOfEachCandle() {
        return Overflow.conflate(candle -> candle.value().openTime(), (waiting, next) -> next, MAX_WAITING_CANDLES);
    }

    List<MemberCounters> accounts() {
        return memberships.stream().map(Membership::counters).toList();
    }
}
