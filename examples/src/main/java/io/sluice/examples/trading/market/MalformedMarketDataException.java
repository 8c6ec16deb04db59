package io.sluice.examples.trading.market;

/** Input is not the market data it should be; the message says in one line what is wrong with which field. */
public final class MalformedMarketDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedMarketDataException(String message) {
        super(message);
    }

    MalformedMarketDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
