/**
 * Values and rules of a market, without I/O and without threads: levels, the order book and its checksum, depth updates and how
 * they merge, quotes, trades, candles, and their forms on the exchange's wire and on the feed's.
 *
 * <p>Prices and quantities are {@link java.math.BigDecimal}s with the scale of the text they came as, so that what came in goes
 * out to the letter. No {@code double} comes near them: it would change digits that checksums are made of.
 */
@NullMarked
package io.sluice.examples.trading.market;

import org.jspecify.annotations.NullMarked;
