package io.sluice.examples.trading.exchange;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be traded.
 *
 * @param symbol in upper case, as REST has it
 * @param tickSize prices are multiples of it; null if not known
 * @param lotSize quantities are multiples of it; null if not known
 */
record Instrument(
        String symbol,
        @Nullable BigDecimal tickSize,
        @Nullable BigDecimal lotSize) {}
