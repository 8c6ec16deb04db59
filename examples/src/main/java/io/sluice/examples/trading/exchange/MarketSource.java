package io.sluice.examples.trading.exchange;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the exchange gets its market from.
 *
 * <p>Threading: the exchange's event loop calls every method, and frames and results arrive there.
 */
interface MarketSource {

    /** What can be traded. */
    List<Instrument> instruments();

    /**
     * Lets the market move, from its beginning. Frames come in order, the first ones after this call has returned; a frame of
     * a quote comes before the trades that happen at it.
     */
    void start(Consumer<Frame> sink);

    /**
     * The book of a symbol as JSON text, as the REST answer shows it, with at most {@code limit} levels a side.
     *
     * <p>Errors: a {@link RefusedException} says what to answer instead.
     */
    Future<String> depth(String symbol, int limit);

    /** Stops the market, from which no frame comes afterwards, and gives its files back; completes when they are. */
    Future<?> close();
}
