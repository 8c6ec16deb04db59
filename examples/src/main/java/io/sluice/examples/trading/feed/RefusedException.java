package io.sluice.examples.trading.feed;

import io.vertx.core.json.JsonObject;

/** A request that cannot be met; the browser is told why and the connection stays. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    RefusedException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    JsonObject toJson() {
        return new JsonObject().put("type", "error").put("code", code).put("message", getMessage());
    }
}
