package io.sluice.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which browser pages may connect. A browser lets any page open a WebSocket to any host and sends the user's cookies along;
 * only the server can refuse (RFC 6455 section 10.2). Clients that send no Origin are no browsers and are let through.
 *
 * <p>Immutable.
 */
public final class OriginPolicy {

    private final Set<String> listed;
    private final boolean any;

    private OriginPolicy(Set<String> listed, boolean any) {
        this.listed = listed;
        this.any = any;
    }

    /** Pages served from the host and port they connect to. The default. */
    public static OriginPolicy sameOrigin() {
        return new OriginPolicy(Set.of(), false);
    }

    /** Those, and pages of the origins listed, such as {@code https://app.example.com}. */
    public static OriginPolicy allow(String... origins) {
        return new OriginPolicy(
                Set.of(origins).stream().map(OriginPolicy::normal).collect(Collectors.toUnmodifiableSet()), false);
    }

    /** Every page of the web. For public data without cookies. */
    public static OriginPolicy any() {
        return new OriginPolicy(Set.of(), true);
    }

    boolean allows(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return any || origin == null || listed.contains(normal(origin)) || isSame(origin, request);
    }

    private static boolean isSame(String origin, HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            if (request.isSSL() && !"https".equals(uri.getScheme())) {
                return false; // a page that came over plain HTTP may be anybody's
            }
            int schemePort = "https".equals(uri.getScheme()) ? 443 : 80;
            // Not the host of the URI, which knows no underscores.
            HostAndPort page = uri.getRawAuthority() == null
                    ? null
                    : HostAndPort.parseAuthority(uri.getRawAuthority(), schemePort);
            int ownPort = authority.port() <= 0 ? schemePort : authority.port();
            return page != null && page.host().equalsIgnoreCase(authority.host()) && page.port() == ownPort;
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static String normal(String origin) {
        return origin.toLowerCase(Locale.ROOT);
    }
}
