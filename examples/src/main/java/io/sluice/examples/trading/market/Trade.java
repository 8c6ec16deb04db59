package io.sluice.examples.trading.market;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * One trade. Ids of a symbol count up by one.
 *
 * @param time when it was made, in milliseconds since the epoch, by the exchange's clock
 * @param buyerIsMaker whether the buyer's order was in the book already, so that the seller was the taker
 */
public record Trade(String symbol, long id, BigDecimal price, BigDecimal quantity, long time, boolean buyerIsMaker)
        implements MarketEvent {

    public Trade {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(quantity, "quantity");
    }
}
