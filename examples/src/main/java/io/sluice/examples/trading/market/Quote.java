package io.sluice.examples.trading.market;

import java.math.BigDecimal;
import java.util.Objects;

/** The best bid and the best ask after the book's update {@code updateId}. */
public record Quote(
        String symbol, long updateId, BigDecimal bid, BigDecimal bidQuantity, BigDecimal ask, BigDecimal askQuantity)
        implements MarketEvent {

    public Quote {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(bid, "bid");
        Objects.requireNonNull(bidQuantity, "bidQuantity");
        Objects.requireNonNull(ask, "ask");
        Objects.requireNonNull(askQuantity, "askQuantity");
    }
}
