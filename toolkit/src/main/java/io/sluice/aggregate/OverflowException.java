package io.sluice.aggregate;

/** More values or keys waited for demand than an operator was allowed to hold. */
public final class OverflowException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OverflowException(String message) {
        super(message);
    }
}
