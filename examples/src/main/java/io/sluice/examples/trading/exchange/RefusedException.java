package io.sluice.examples.trading.exchange;

/** A REST request that is answered with an error in Binance's form, {@code {"code":-1121,"msg":"Invalid symbol."}}. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int httpStatus;
    private final int code;
    private final String reason;

    RefusedException(int httpStatus, int code, String reason) {
        super(reason, null, false, false);
        this.httpStatus = httpStatus;
        this.code = code;
        this.reason = reason;
    }

    static RefusedException unknownSymbol() {
        return new RefusedException(400, -1121, "Invalid symbol.");
    }

    int httpStatus() {
        return httpStatus;
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
