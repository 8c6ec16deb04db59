@NullMarked
package io.sluice.examples.trading.exchange;

import org.jspecify.annotations.NullMarked;
