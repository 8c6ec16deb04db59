/** A client that comes back, and says what it is doing. */
@NullMarked
package io.sluice.examples.reconnect;

import org.jspecify.annotations.NullMarked;
