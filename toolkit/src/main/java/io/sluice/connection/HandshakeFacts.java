package io.sluice.connection;

import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake told about a connection.
 *
 * @param opener what opened it, if that must be held for as long as the connection lives: a client of Vert.x that nobody refers to any more
 *     closes itself, and its open sockets with it
 */
record HandshakeFacts(
        String uri,
        MultiMap headers,
        SocketAddress remoteAddress,
        @Nullable String subprotocol,
        @Nullable Object opener) {}
