package io.sluice.client;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No connection could be opened. The message says to where, why, and what to do about it; {@link #getCause()} is what Vert.x
 * reported.
 */
public final class ConnectFailedException extends RuntimeException {

    /** At which step connecting failed. */
    public enum Kind {
        /** The host is unknown, or nobody listens there. */
        UNREACHABLE,
        /** The proxy did not let us through, or could not be reached. */
        PROXY,
        /** TLS failed: most often a certificate that is not trusted, or not that host's. */
        TLS,
        /** No connection within {@link ConnectRequest#timeout}. */
        TIMEOUT,
        /** The server ended TCP within the handshake. */
        HUNG_UP,
        /** The server gave an HTTP answer other than 101; {@link #status} and {@link #headers} say which. */
        REFUSED,
        /** The answer is no answer to a WebSocket handshake: not HTTP, or with a wrong key, subprotocol or extension. */
        INVALID_ANSWER,
        /** The client has been closed. */
        CLIENT_CLOSED
    }

    /** The longest {@code Retry-After} that is believed. */
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    ConnectFailedException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP status of the answer if it was {@link Kind#REFUSED}, else 0. */
    public int status() {
        return kind == Kind.REFUSED && getCause() instanceof UpgradeRejectedException answer ? answer.getStatus() : 0;
    }

    /** The headers of the answer if it was {@link Kind#REFUSED}, else none. */
    public MultiMap headers() {
        return getCause() instanceof UpgradeRejectedException answer && answer.getHeaders() != null
                ? answer.getHeaders()
                : HttpHeaders.headers();
    }

    /**
     * How long the server wants to be left alone: {@code Retry-After} in seconds with a 429 or 503 (RFC 9110 section 10.2.3),
     * up to an hour. One that is a date is ignored, since clocks differ.
     */
    public Optional<Duration> retryAfter() {
        String value = status() == 429 || status() == 503 ? headers().get(HttpHeaders.RETRY_AFTER) : null;
        if (value == null || !value.matches("\\d{1,18}")) {
            return Optional.empty();
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(value));
        return Optional.of(asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked);
    }

    /**
     * Whether the next attempt may succeed with nothing changed on this side.
     *
     * <p>Not if the client is closed, nor if the answer makes no sense, for a server that speaks something else will go on
     * to. Of HTTP answers, those are worth another attempt that tell of the server's present state: 408, 425, 429 and 5xx
     * without 501 and 505. All others (2xx, 3xx, 401, 403, 404, 410 and the like) answer the request itself, and will answer
     * the same one the same. A certificate may be renewed, so TLS is tried again.
     */
    public boolean mayRetry() {
        return switch (kind) {
            case UNREACHABLE, PROXY, TLS, TIMEOUT, HUNG_UP -> true;
            case INVALID_ANSWER, CLIENT_CLOSED -> false;
            case REFUSED ->
                switch (status()) {
                    case 408, 425, 429 -> true;
                    case 501, 505 -> false;
                    default -> status() >= 500;
                };
        };
    }
}
