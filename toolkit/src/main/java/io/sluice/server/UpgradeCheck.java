package io.sluice.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server reads in the opening handshake of a client (RFC 6455 section 4.2.1), and what it says to what is wrong. */
final class UpgradeCheck {

    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private UpgradeCheck() {}

    /** Why {@code request} opens no WebSocket; null if it does. */
    static @Nullable Refusal refusalOf(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return Refusal.of(505, "WebSocket is served over HTTP/1.1 only.");
        } else if (request.version() != HttpVersion.HTTP_1_1) {
            return Refusal.of(400, "WebSocket needs HTTP/1.1.");
        } else if (!HttpMethod.GET.equals(request.method())) {
            return new Refusal(405, "A WebSocket handshake is a GET.", Map.of("Allow", "GET"));
        } else if (!hasToken(request, "Upgrade", "websocket")) {
            return new Refusal(
                    426,
                    "This is a WebSocket endpoint: connect with a WebSocket client.",
                    Map.of("Upgrade", "websocket", "Connection", "Upgrade"));
        } else if (!hasToken(request, "Connection", "upgrade")) {
            return Refusal.of(400, "The header Connection: Upgrade is missing.");
        } else if (!VERSION.equals(only(request, "Sec-WebSocket-Version"))) {
            return new Refusal(
                    426,
                    "Version " + VERSION + " of WebSocket is spoken here.",
                    Map.of("Sec-WebSocket-Version", VERSION, "Upgrade", "websocket", "Connection", "Upgrade"));
        } else if (!isKey(only(request, "Sec-WebSocket-Key"))) {
            return Refusal.of(400, "Sec-WebSocket-Key must be 16 bytes in base64.");
        } else if (request.authority() == null) {
            return Refusal.of(400, "The header Host is missing or malformed.");
        } else if (hasBody(request)) {
            return Refusal.of(400, "A WebSocket handshake has no body.");
        }
        return null;
    }

    private static boolean hasToken(HttpServerRequest request, String header, String token) {
        return request.headers().getAll(header).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .anyMatch(word -> word.trim().equalsIgnoreCase(token));
    }

    /** The header's value if it is there once. */
    private static @Nullable String only(HttpServerRequest request, String header) {
        List<String> lines = request.headers().getAll(header);
        return lines.size() == 1 ? lines.get(0).trim() : null;
    }

    private static boolean isKey(@Nullable String value) {
        try {
            return value != null && Base64.getDecoder().decode(value).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }
}
