/** From hubs to browsers: what is published per symbol, the browser protocol, and the page. */
@NullMarked
package io.sluice.examples.trading.feed;

import org.jspecify.annotations.NullMarked;
