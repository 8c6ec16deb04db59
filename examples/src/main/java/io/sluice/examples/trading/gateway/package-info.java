/** Between the exchange and the feed server: one book per symbol by the snapshot-and-diff rule, and candles from trades. */
@NullMarked
package io.sluice.examples.trading.gateway;

import org.jspecify.annotations.NullMarked;
