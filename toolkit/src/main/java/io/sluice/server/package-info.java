/** WebSocket endpoints on a vertx-web router: handshake, origin check, the connection's life. */
@NullMarked
package io.sluice.server;

import org.jspecify.annotations.NullMarked;
