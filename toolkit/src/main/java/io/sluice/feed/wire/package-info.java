/** Topics over a WebSocket: the subprotocol {@code sluice.v1}, for servers and clients. {@code docs/protocol.md} has the words. */
@NullMarked
package io.sluice.feed.wire;

import org.jspecify.annotations.NullMarked;
