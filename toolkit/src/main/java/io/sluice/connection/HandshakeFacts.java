package io.sluice.connection;

import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What the handshake told about a connection. */
record HandshakeFacts(
        String uri,
        MultiMap headers,
        SocketAddress remoteAddress,
        @Nullable String subprotocol) {}
