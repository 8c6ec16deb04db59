package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.examples.trading.market.OrderBook;
import io.sluice.examples.trading.market.PriceLevel;
import io.sluice.examples.trading.market.Quote;
import io.sluice.examples.trading.market.Trade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticMarketTest {

    private static final long EPOCH_MILLIS = 1_700_000_000_000L;
    private static final long SECOND = 1_000_000_000;

    private static SyntheticMarket market(List<String> symbols, long seed, List<MarketEvent> events) {
        return new SyntheticMarket(
                symbols.stream().map(SyntheticInstrument::of).toList(), seed, EPOCH_MILLIS, events::add);
    }

    private static List<MarketEvent> run(String symbol, long seed, int seconds) {
        List<MarketEvent> events = new ArrayList<>();
        market(List.of(symbol), seed, events).advance(seconds * SECOND);
        return events;
    }

    private static <T> List<T> only(List<MarketEvent> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Stream<String> symbols() {
        return SyntheticInstrument.defaults().stream();
    }

    @Test
    void theSameSeedGivesTheSameEventsHoweverTimeIsSliced() {
        List<MarketEvent> atOnce = new ArrayList<>();
        market(SyntheticInstrument.defaults(), 7, atOnce).advance(20 * SECOND);
        List<MarketEvent> inSlices = new ArrayList<>();
        SyntheticMarket sliced = market(SyntheticInstrument.defaults(), 7, inSlices);
        for (long left = 20 * SECOND, slice = 1; left > 0; left -= slice) {
            slice = Math.min(left, 1 + slice * 7 % 13_000_003);
            sliced.advance(slice);
        }
        assertThat(atOnce).hasSizeGreaterThan(4_000).isEqualTo(inSlices);
    }

    @Test
    void anotherSeedGivesOtherEvents() {
        assertThat(run("ETHUSDT", 7, 1)).isNotEqualTo(run("ETHUSDT", 8, 1));
    }

    @Test
    void aSymbolDoesTheSameWhicheverOthersThereAre() {
        List<MarketEvent> events = new ArrayList<>();
        market(SyntheticInstrument.defaults(), 7, events).advance(5 * SECOND);
        events.removeIf(event -> !event.symbol().equals("SOLUSDT"));
        assertThat(events).isEqualTo(run("SOLUSDT", 7, 5));
    }

    @ParameterizedTest
    @MethodSource("symbols")
    void updateIdsFollowEachOtherWithoutAHole(String symbol) {
        List<DepthUpdate> updates = only(run(symbol, 11, 30), DepthUpdate.class);
        assertThat(updates).hasSizeGreaterThan(250);
        for (int i = 1; i < updates.size(); i++) {
            assertThat(updates.get(i).firstId()).isEqualTo(updates.get(i - 1).lastId() + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("symbols")
    void tradeIdsCountUpByOne(String symbol) {
        List<Trade> trades = only(run(symbol, 11, 60), Trade.class);
        assertThat(trades).hasSizeGreaterThan(100);
        for (int i = 1; i < trades.size(); i++) {
            assertThat(trades.get(i).id()).isEqualTo(trades.get(i - 1).id() + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("symbols")
    void theBookKeptFromTheUpdatesEqualsTheMarketsOwnAfterEachAndIsNeverCrossed(String symbol) {
        OrderBook book = new OrderBook(symbol);
        List<MarketEvent> events = new ArrayList<>();
        SyntheticMarket market = market(List.of(symbol), 3, events);
        book.reset(snapshotOf(market, symbol));
        int compared = 0;
        for (int tick = 0; tick < 300; tick++) {
            market.advance(SECOND / 10);
            for (DepthUpdate update : only(events, DepthUpdate.class)) {
                book.apply(update);
            }
            events.clear();
            DepthSnapshot own = snapshotOf(market, symbol);
            assertThat(book.snapshot()).isEqualTo(own);
            assertThat(own.bids().get(0).price()).isLessThan(own.asks().get(0).price());
            assertThat(own.bids()).hasSizeBetween(200, 1_000);
            assertThat(own.asks()).hasSizeBetween(200, 1_000);
            compared++;
        }
        assertThat(compared).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aSnapshotTakenBetweenTwoUpdatesIsJoinedByTheNext(long seed) {
        List<MarketEvent> events = new ArrayList<>();
        SyntheticMarket market = market(List.of("ETHUSDT"), seed, events);
        market.advance(3 * SECOND + 57_000_000);
        DepthSnapshot between = snapshotOf(market, "ETHUSDT");
        events.clear();
        market.advance(43_000_000);
        DepthUpdate next = only(events, DepthUpdate.class).get(0);
        assertThat(between.lastId()).isBetween(next.firstId(), next.lastId());
        assertThat(between.apply(next)).isEqualTo(snapshotOf(market, "ETHUSDT"));
    }

    @ParameterizedTest
    @MethodSource("symbols")
    void eachChangeOfTheBestPricesIsQuotedOnceAndQuotesAreNeverCrossed(String symbol) {
        List<MarketEvent> events = new ArrayList<>();
        SyntheticMarket market = market(List.of(symbol), 5, events);
        OrderBook book = new OrderBook(symbol);
        book.reset(snapshotOf(market, symbol));
        market.advance(60 * SECOND);
        Quote last = null;
        for (MarketEvent event : events) {
            if (event instanceof Quote quote) {
                assertThat(quote.bid()).isLessThan(quote.ask());
                if (last != null) {
                    assertThat(touch(quote)).isNotEqualTo(touch(last));
                }
                last = quote;
            } else if (event instanceof DepthUpdate update) {
                book.apply(update);
                Quote quote = Objects.requireNonNull(last);
                assertThat(book.bestBid()).isEqualTo(new PriceLevel(quote.bid(), quote.bidQuantity()));
                assertThat(book.bestAsk()).isEqualTo(new PriceLevel(quote.ask(), quote.askQuantity()));
            }
        }
    }

    private static List<BigDecimal> touch(Quote quote) {
        return List.of(quote.bid(), quote.bidQuantity(), quote.ask(), quote.askQuantity());
    }

    @ParameterizedTest
    @MethodSource("symbols")
    void aTradeFollowsTheQuoteItHappensAtAndTakesNoMoreThanWasQuoted(String symbol) {
        Quote quoted = null;
        boolean first = true;
        int checked = 0;
        for (MarketEvent event : run(symbol, 9, 60)) {
            if (event instanceof Quote quote) {
                quoted = quote;
                first = true;
            } else if (event instanceof Trade trade && quoted != null) {
                BigDecimal price = trade.buyerIsMaker() ? quoted.bid() : quoted.ask();
                if (first) {
                    assertThat(trade.price()).isEqualTo(price);
                    assertThat(trade.quantity())
                            .isLessThanOrEqualTo(trade.buyerIsMaker() ? quoted.bidQuantity() : quoted.askQuantity());
                    checked++;
                } else if (trade.buyerIsMaker()) {
                    assertThat(trade.price()).isLessThan(price);
                } else {
                    assertThat(trade.price()).isGreaterThan(price);
                }
                first = false;
            }
        }
        assertThat(checked).isGreaterThan(50);
    }

    @ParameterizedTest
    @MethodSource("symbols")
    void pricesAndQuantitiesHaveEightDigitsAndAreWholeTicksAndLots(String symbol) {
        Instrument listing = SyntheticInstrument.of(symbol).listing();
        for (DepthUpdate update : only(run(symbol, 13, 10), DepthUpdate.class)) {
            Stream.concat(update.bids().stream(), update.asks().stream()).forEach(level -> {
                assertThat(level.price().scale()).isEqualTo(8);
                assertThat(level.quantity().scale()).isEqualTo(8);
                assertThat(level.price().remainder(Objects.requireNonNull(listing.tickSize())))
                        .isEqualByComparingTo("0");
                assertThat(level.quantity().remainder(Objects.requireNonNull(listing.lotSize())))
                        .isEqualByComparingTo("0");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("symbols")
    void theMarketIsBusyAndHasBursts(String symbol) {
        List<MarketEvent> events = new ArrayList<>();
        SyntheticMarket market = market(List.of(symbol), 1, events);
        int seconds = 300;
        int worst = 0;
        long total = 0;
        for (int second = 0; second < seconds; second++) {
            market.advance(SECOND);
            worst = Math.max(worst, events.size());
            total += events.size();
            events.clear();
        }
        assertThat(total / seconds).as("messages a second").isBetween(70L, 400L);
        assertThat(worst).as("in the worst second").isBetween(450, 3_500);
    }

    @Test
    void timesAreThoseOfTheExchangesClockWhichCanBeSetForward() {
        List<MarketEvent> events = new ArrayList<>();
        SyntheticMarket market = market(List.of("ETHUSDT"), 1, events);
        market.advance(SECOND);
        assertThat(only(events, DepthUpdate.class))
                .extracting(DepthUpdate::time)
                .isEqualTo(Stream.iterate(EPOCH_MILLIS + 100, time -> time + 100)
                        .limit(10)
                        .toList());
        events.clear();
        market.setClockForward(60_000);
        market.advance(SECOND / 10);
        assertThat(only(events, DepthUpdate.class))
                .extracting(DepthUpdate::time)
                .containsExactly(EPOCH_MILLIS + 61_100);
        assertThat(market.epochMillis()).isEqualTo(EPOCH_MILLIS + 61_100);
    }

    @Test
    void anUnknownSymbolIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> SyntheticInstrument.of("NOSUCH"))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContainingAll("NOSUCH", "BTCUSDT", "XRPUSDT");
    }

    private static DepthSnapshot snapshotOf(SyntheticMarket market, String symbol) {
        return Objects.requireNonNull(market.snapshot(symbol, Integer.MAX_VALUE));
    }
}
