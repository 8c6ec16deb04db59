package io.sluice.examples.trading.exchange;

import io.sluice.message.CloseStatus;
import io.vertx.core.Future;

/**
 * Makes an exchange fail as exchanges do, for tests of its clients. Nothing of this can be reached over the network.
 *
 * <p>Threading: any thread; a result comes when the failure has taken effect on this side.
 */
public interface ExchangeControl {

    /** The next depth update of {@code symbol} (in upper case) reaches nobody: a gap for all its subscribers. */
    Future<Void> dropNextDepth(String symbol);

    /** Sends {@code text} as it is to all subscribers of {@code stream}, though the stream would never hold it. */
    Future<Void> sendMalformed(String stream, String text);

    /** Closes all stream connections with a close handshake. */
    Future<Void> closeConnections(CloseStatus status);

    /** Cuts all stream connections without one. */
    Future<Void> cutConnections();

    /** How many stream connections there are. */
    Future<Integer> connections();
}
