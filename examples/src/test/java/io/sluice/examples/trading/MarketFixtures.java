package io.sluice.examples.trading;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.PriceLevel;
import io.sluice.examples.trading.market.Trade;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** Market data written briefly. A level is written {@code price@quantity}. */
public final class MarketFixtures {

    public static final String SYMBOL = "ETHUSDT";

    private MarketFixtures() {}

    /** Levels such as {@code "10.5@2 10.4@0"}; no text, no levels. */
    public static List<PriceLevel> levels(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(level -> !level.isEmpty())
                .map(MarketFixtures::level)
                .toList();
    }

    public static DepthUpdate update(long firstId, long lastId, String bids, String asks) {
        return new DepthUpdate(SYMBOL, 1_000 + lastId, firstId, lastId, 1, levels(bids), levels(asks));
    }

    /** An update in which nothing but the ids matters. */
    public static DepthUpdate update(long firstId, long lastId) {
        return update(firstId, lastId, "", "");
    }

    public static DepthSnapshot snapshot(long lastId, String bids, String asks) {
        return new DepthSnapshot(SYMBOL, lastId, levels(bids), levels(asks));
    }

    /** A snapshot of which nothing but the id matters. */
    public static DepthSnapshot snapshot(long lastId) {
        return snapshot(lastId, "", "");
    }

    public static Trade trade(long id, String price, String quantity, long time, boolean buyerIsMaker) {
        return new Trade(SYMBOL, id, new BigDecimal(price), new BigDecimal(quantity), time, buyerIsMaker);
    }

    private static PriceLevel level(String text) {
        int at = text.indexOf('@');
        return new PriceLevel(new BigDecimal(text.substring(0, at)), new BigDecimal(text.substring(at + 1)));
    }
}
