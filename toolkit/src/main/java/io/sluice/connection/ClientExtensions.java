package io.sluice.connection;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.vertx.core.MultiMap;

/**
 * The extensions of one handshake, seen from the client (RFC 6455 section 9.1): what it offers, and what the server took of
 * it. None is offered yet.
 *
 * <p>Threading: the event loop of the connection, {@link #offer} first.
 */
final class ClientExtensions {

    /** Adds the offer to the headers of the request. */
    void offer(MultiMap request) {
        request.remove(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    }

    /**
     * Looks at the headers of the answer, before the first frame is read.
     *
     * @throws WebSocketHandshakeException if the server took what was not offered, upon which a client has to fail the
     *     connection (RFC 6455 section 4.1)
     */
    void agree(MultiMap response) {
        String taken = String.join(", ", response.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS));
        if (!taken.isBlank()) {
            throw new WebSocketHandshakeException("the server took an extension it was not offered: " + taken);
        }
    }
}
