package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.MarketEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A made-up market of several symbols: a function of its seed and of the time that has passed, and of nothing else. However that
 * time is sliced, the same events come in the same order; each symbol does the same whichever others there are.
 *
 * <p>Threading: one thread at a time; the sink is called within {@link #advance}.
 */
final class SyntheticMarket {

    private final Map<String, SyntheticSymbol> symbols = new LinkedHashMap<>();
    private long epochMillis;
    private long now;

    /** @param epochMillis the exchange's time at the beginning */
    SyntheticMarket(
            List<SyntheticInstrument> instruments, long seed, long epochMillis, Consumer<? super MarketEvent> sink) {
        this.epochMillis = epochMillis;
        instruments.forEach(instrument ->
                symbols.put(instrument.symbol(), new SyntheticSymbol(instrument, seed, epochMillis, sink)));
    }

    /** Lets time pass and tells the sink what happens in it, in the order of time. */
    void advance(long nanos) {
        now += nanos;
        for (SyntheticSymbol next = next(); next.nextTime() <= now; next = next()) {
            next.step();
        }
    }

    /** The exchange's time, in milliseconds since the epoch. */
    long epochMillis() {
        return epochMillis + now / 1_000_000;
    }

    /** From here on the exchange's clock is so much ahead of where it was; nothing happens in between. */
    void setClockForward(long millis) {
        epochMillis += millis;
        symbols.values().forEach(symbol -> symbol.setClockForward(millis));
    }

    /** The book of a symbol as it is now, or null if there is no such symbol. */
    @Nullable
    DepthSnapshot snapshot(String symbol, int limit) {
        SyntheticSymbol known = symbols.get(symbol);
        return known == null ? null : known.snapshot(limit);
    }

    private SyntheticSymbol next() {
        SyntheticSymbol earliest = null;
        for (SyntheticSymbol symbol : symbols.values()) {
            if (earliest == null || symbol.nextTime() < earliest.nextTime()) {
                earliest = symbol;
            }
        }
        if (earliest == null) {
            throw new IllegalStateException("a market without symbols");
        }
        return earliest;
    }
}
