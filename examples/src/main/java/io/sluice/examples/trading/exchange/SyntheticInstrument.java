package io.sluice.examples.trading.exchange;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a synthetic market needs to know of an instrument. Prices and quantities are counted in ticks and lots, whole numbers, and
 * written with eight digits after the point, as the exchange does.
 *
 * @param symbol as REST has it
 * @param tick smallest step of a price, in hundred-millionths
 * @param lot smallest step of a quantity, in hundred-millionths
 * @param initialTicks what it is worth to begin with
 */
record SyntheticInstrument(String symbol, long tick, long lot, long initialTicks) {

    private static final int DIGITS = 8;

    /** Volatility of one second, as a part of the price: about half of the price in a year. */
    private static final double VOLATILITY = 8.5e-5;

    /** What a typical order is worth, in the currency it is paid with. */
    private static final double ORDER_VALUE = 900;

    private static final Map<String, SyntheticInstrument> KNOWN = new TreeMap<>();

    static {
        know("BTCUSDT", "0.01", "0.00001", "67250.00");
        know("ETHUSDT", "0.01", "0.0001", "3480.00");
        know("SOLUSDT", "0.01", "0.001", "172.50");
        know("XRPUSDT", "0.0001", "0.1", "0.6120");
        know("BNBUSDT", "0.01", "0.001", "595.00");
        know("ADAUSDT", "0.0001", "0.1", "0.4510");
        know("DOGEUSDT", "0.00001", "1", "0.16250");
        know("LTCUSDT", "0.01", "0.001", "84.50");
    }

    /** The instrument of that symbol, or an {@link ExchangeException} that lists those there are. */
    static SyntheticInstrument of(String symbol) {
        SyntheticInstrument known = KNOWN.get(symbol);
        if (known == null) {
            throw new ExchangeException("The synthetic market knows no symbol " + symbol + ": choose from "
                    + String.join(", ", KNOWN.keySet()));
        }
        return known;
    }

    /** What a market has unless other symbols are asked for. */
    static List<String> defaults() {
        return List.of("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT");
    }

    BigDecimal price(long ticks) {
        return BigDecimal.valueOf(ticks * tick, DIGITS);
    }

    BigDecimal quantity(long lots) {
        return BigDecimal.valueOf(lots * lot, DIGITS);
    }

    /** In ticks, for one second. */
    double volatility() {
        return initialTicks * VOLATILITY;
    }

    /** In lots. */
    double orderSize() {
        double price = initialTicks * (double) tick;
        return Math.max(1, ORDER_VALUE * 1e16 / (price * lot));
    }

    /**
     * How far apart makers place their orders, in ticks: the finer the tick in relation to the price, the more ticks are left
     * free between two.
     */
    double spacing() {
        return Math.max(1, initialTicks * 2e-6);
    }

    Instrument listing() {
        return new Instrument(symbol, price(1), quantity(1));
    }

    private static void know(String symbol, String tick, String lot, String price) {
        long tickUnits = units(tick);
        KNOWN.put(symbol, new SyntheticInstrument(symbol, tickUnits, units(lot), units(price) / tickUnits));
    }

    private static long units(String decimal) {
        return new BigDecimal(decimal).movePointRight(DIGITS).longValueExact();
    }
}
