/** The trading feed: an exchange, a gateway and a feed server for browsers, in one process. */
@NullMarked
package io.sluice.examples.trading;

import org.jspecify.annotations.NullMarked;
