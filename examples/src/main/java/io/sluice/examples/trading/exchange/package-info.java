/**
 * The exchange simulator: a recorded or a synthetic market behind Binance's public market-data protocol (combined and raw
 * WebSocket streams, REST depth snapshot).
 */
@NullMarked
package io.sluice.examples.trading.exchange;

import org.jspecify.annotations.NullMarked;
