package io.sluice.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** A handshake's answer that is no: a status, why for people, and headers that tell a client what would do. */
record Refusal(int status, String why, Map<String, String> headers) {

    /** Seconds after which a client that was refused for the load may try again. */
    private static final String RETRY_AFTER = "5";

    static Refusal of(int status, String why) {
        return new Refusal(status, why, Map.of());
    }

    /** A refusal for the load: another time it may be granted. */
    static Refusal forNow(int status, String why) {
        return new Refusal(status, why, Map.of("Retry-After", RETRY_AFTER));
    }

    void answer(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        headers.forEach(response::putHeader);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(why + "\n");
    }
}
