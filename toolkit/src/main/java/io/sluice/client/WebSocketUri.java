package io.sluice.client;

import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.URISyntaxException;

/** URIs of WebSockets (RFC 6455 section 3). */
final class WebSocketUri {

    private static final int MAX_PORT = 65_535;

    private WebSocketUri() {}

    static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("not a URI: " + malformed.getMessage(), malformed);
        }
        boolean scheme = isTls(uri) || "ws".equalsIgnoreCase(uri.getScheme());
        if (!scheme || uri.getHost() == null || port(uri) < 1 || port(uri) > MAX_PORT) {
            throw new IllegalArgumentException(
                    "a WebSocket URI looks like ws://host:port/path or wss://..., not " + text);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a WebSocket URI has no user in it: put credentials into an Authorization header");
        }
        return uri;
    }

    /** Where {@code uri} leads, for Vert.x. A fragment is not sent. */
    static WebSocketConnectOptions target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new WebSocketConnectOptions()
                .setHost(uri.getHost())
                .setPort(port(uri))
                .setSsl(isTls(uri))
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    static boolean isTls(URI uri) {
        return "wss".equalsIgnoreCase(uri.getScheme());
    }

    private static int port(URI uri) {
        int schemePort = isTls(uri) ? 443 : 80;
        return uri.getPort() == -1 ? schemePort : uri.getPort();
    }
}
