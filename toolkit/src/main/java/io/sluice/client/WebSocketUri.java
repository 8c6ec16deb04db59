package io.sluice.client;

import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
        if (!scheme || host(uri).isEmpty() || port(uri) < 1 || port(uri) > MAX_PORT) {
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
                .setHost(host(uri))
                .setPort(port(uri))
                .setSsl(isTls(uri))
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    static boolean isTls(URI uri) {
        return "wss".equalsIgnoreCase(uri.getScheme());
    }

    /** The host; empty if there is none. */
    static String host(URI uri) {
        HostAndPort named = named(uri);
        return named == null ? Objects.requireNonNullElse(uri.getHost(), "") : named.host();
    }

    private static int port(URI uri) {
        HostAndPort named = named(uri);
        int port = named == null ? uri.getPort() : named.port();
        return port == -1 ? schemePort(uri) : port;
    }

    /** An authority the JDK makes nothing of: most often a name with an underscore, as containers have them. */
    private static @Nullable HostAndPort named(URI uri) {
        String authority = uri.getRawAuthority();
        return uri.getHost() != null || authority == null
                ? null
                : HostAndPort.parseAuthority(authority, schemePort(uri));
    }

    private static int schemePort(URI uri) {
        return isTls(uri) ? 443 : 80;
    }
}
