package io.sluice.examples.trading.exchange;

/**
 * Something the person who started the exchange has to put right. The message is one line that says what is wrong and what to
 * do; there is no stack trace, since it would not help.
 */
public final class ExchangeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExchangeException(String message) {
        super(message, null, false, false);
    }
}
