package io.sluice.examples.trading.gateway;

/** The exchange did not do what was asked of it; the message is one line for people. */
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GatewayException(String message) {
        super(message, null, false, false);
    }
}
