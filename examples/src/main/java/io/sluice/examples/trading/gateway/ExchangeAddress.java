package io.sluice.examples.trading.gateway;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where an exchange that speaks Binance's protocol is.
 *
 * @param streams the WebSocket address of its combined streams, without a path: {@code wss://stream.binance.com:9443}
 * @param rest the HTTP address of its REST interface, without a path: {@code https://api.binance.com}
 */
public record ExchangeAddress(URI streams, URI rest) {

    /** The public address whose REST interface is on another host. */
    private static final String BINANCE_STREAMS = "stream.binance.com";

    private static final String BINANCE_REST = "https://api.binance.com";

    private static final int MAX_PORT = 65_535;

    /**
     * The exchange at a WebSocket address. Its REST interface is taken to be on the same host and port, as the simulator's
     * is, but for Binance's own public address.
     *
     * @throws IllegalArgumentException with a line that says what to write instead
     */
    public static ExchangeAddress of(String address) {
        try {
            URI streams = new URI(address);
            boolean tls = "wss".equals(streams.getScheme());
            if (!(tls || "ws".equals(streams.getScheme()))
                    || streams.getHost() == null
                    || streams.getPort() == 0
                    || streams.getPort() > MAX_PORT) {
                throw notAnAddress(address);
            }
            URI base = new URI(streams.getScheme(), null, streams.getHost(), streams.getPort(), null, null, null);
            URI rest = BINANCE_STREAMS.equals(streams.getHost())
                    ? URI.create(BINANCE_REST)
                    : new URI(tls ? "https" : "http", null, streams.getHost(), streams.getPort(), null, null, null);
            return new ExchangeAddress(base, rest);
        } catch (URISyntaxException malformed) {
            throw notAnAddress(address);
        }
    }

    private static IllegalArgumentException notAnAddress(String address) {
        return new IllegalArgumentException(
                "An exchange's address looks like wss://stream.binance.com:9443, not " + address);
    }
}
