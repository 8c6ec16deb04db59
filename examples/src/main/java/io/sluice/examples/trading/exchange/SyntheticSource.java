package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.examples.trading.market.Quote;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Lets a synthetic market live in real time and puts what happens in it on the wire.
 *
 * <p>Threading: the exchange's event loop only.
 */
final class SyntheticSource implements MarketSource {

    private static final long TICK_NANOS = 10_000_000;

    /** What is made up for after a stall; time beyond it is passed over, or the stall would be followed by another. */
    private static final long MOST_NANOS = 2_000_000_000;

    private final List<SyntheticInstrument> instruments;
    private final MarketClock clock;
    private final SyntheticMarket market;
    private Consumer<Frame> sink = frame -> {};
    private long lastNanos;
    private boolean closed;

    SyntheticSource(List<String> symbols, long seed, MarketClock clock) {
        this.instruments = symbols.stream().map(SyntheticInstrument::of).toList();
        this.clock = clock;
        this.market = new SyntheticMarket(instruments, seed, clock.epochMillis(), this::publish);
    }

    @Override
    public List<Instrument> instruments() {
        return instruments.stream().map(SyntheticInstrument::listing).toList();
    }

    @Override
    public void start(Consumer<Frame> sink) {
        this.sink = sink;
        lastNanos = clock.nanoTime();
        clock.after(TICK_NANOS, this::tick);
    }

    @Override
    public Future<String> depth(String symbol, int limit) {
        DepthSnapshot snapshot = market.snapshot(symbol, limit);
        return snapshot == null
                ? Future.failedFuture(RefusedException.unknownSymbol())
                : Future.succeededFuture(BinanceJson.toJson(snapshot).encode());
    }

    @Override
    public Future<?> close() {
        closed = true;
        return Future.succeededFuture();
    }

    private void tick() {
        if (closed) {
            return;
        }
        long now = clock.nanoTime();
        long elapsed = now - lastNanos;
        lastNanos = now;
        keepUpWithTheCalendar(elapsed);
        market.advance(Math.min(elapsed, MOST_NANOS));
        clock.after(TICK_NANOS, this::tick);
    }

    /** Where time was passed over, by a stall or while a laptop slept, the exchange's clock follows. */
    private void keepUpWithTheCalendar(long elapsed) {
        long behind = clock.epochMillis() - market.epochMillis() - Math.min(elapsed, MOST_NANOS) / 1_000_000;
        if (behind > 1_000) {
            market.setClockForward(behind);
        }
    }

    private void publish(MarketEvent event) {
        sink.accept(Frame.of(streamOf(event), () -> BinanceJson.toJson(event).encode()));
    }

    private static String streamOf(MarketEvent event) {
        String symbol = event.symbol().toLowerCase(Locale.ROOT);
        if (event instanceof DepthUpdate) {
            return symbol + "@depth@100ms";
        }
        return symbol + (event instanceof Quote ? "@bookTicker" : "@trade");
    }
}
