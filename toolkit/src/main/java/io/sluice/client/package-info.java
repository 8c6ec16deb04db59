/** Connecting to a WebSocket server, backing off and reconnecting. */
@NullMarked
package io.sluice.client;

import org.jspecify.annotations.NullMarked;
