package io.sluice.examples.trading.market;

/** Something an exchange tells about one symbol as it happens. Immutable. */
public sealed interface MarketEvent permits DepthUpdate, Quote, Trade {

    /** The instrument, as the exchange writes it: {@code ETHUSDT}. */
    String symbol();
}
