package io.sluice.client;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to connect to, and what to say in the handshake (RFC 6455 section 4.1). Immutable; start from {@link #to} and use the
 * {@code with} methods.
 */
public final class ConnectRequest {

    /** A header of the request. */
    private record Header(String name, String value) {}

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** What the handshake itself says; saying it otherwise would break it. */
    private static final Set<String> RESERVED =
            Set.of("connection", "upgrade", "content-length", "transfer-encoding", "origin");

    private static final String RESERVED_PREFIX = "sec-websocket-";

    private final URI uri;
    private final List<Header> headers;
    private final List<String> subprotocols;
    private final @Nullable String origin;
    private final Duration timeout;

    private ConnectRequest(
            URI uri, List<Header> headers, List<String> subprotocols, @Nullable String origin, Duration timeout) {
        this.uri = uri;
        this.headers = headers;
        this.subprotocols = subprotocols;
        this.origin = origin;
        this.timeout = timeout;
    }

    /**
     * A request for {@code uri}, such as {@code wss://example.com/feed?symbol=x}.
     *
     * @throws IllegalArgumentException if that is no absolute {@code ws://} or {@code wss://} URI, or one with a user in it
     */
    public static ConnectRequest to(String uri) {
        return new ConnectRequest(WebSocketUri.parse(uri), List.of(), List.of(), null, DEFAULT_TIMEOUT);
    }

    /**
     * The same with one header more, such as {@code Authorization}. A name may come more than once.
     *
     * @throws IllegalArgumentException if name or value cannot stand in an HTTP request, or the handshake sets it by itself
     */
    public ConnectRequest withHeader(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(lower) || lower.startsWith(RESERVED_PREFIX)) {
            throw new IllegalArgumentException("the handshake sets " + name + " by itself"
                    + " (withSubprotocols and withOrigin say what may be said there)");
        }
        requireToken(name, "header name");
        requireValue(value, name);
        return new ConnectRequest(uri, added(headers, new Header(name, value)), subprotocols, origin, timeout);
    }

    /**
     * The same that asks for one of {@code names}, the most wanted first. A server that answers with another, or with none,
     * is refused, as browsers do. None by default.
     */
    public ConnectRequest withSubprotocols(String... names) {
        List<String> asked = List.of(names);
        asked.forEach(name -> requireToken(name, "subprotocol"));
        if (asked.stream().distinct().count() != asked.size()) {
            throw new IllegalArgumentException("a subprotocol is asked for once, not as in " + asked);
        }
        return new ConnectRequest(uri, headers, asked, origin, timeout);
    }

    /** The same with an {@code Origin}, for servers that want one. By default none: no page opens this connection. */
    public ConnectRequest withOrigin(String value) {
        requireValue(value, "Origin");
        return new ConnectRequest(uri, headers, subprotocols, value, timeout);
    }

    /**
     * The same with another time-out for the whole of connecting: name, TCP, proxy, TLS and the server's answer. Default 10 s:
     * a user waits no longer, and a server that needs as much is better left alone for a while.
     */
    public ConnectRequest withTimeout(Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException("the time-out must be a millisecond at least, not " + value);
        }
        return new ConnectRequest(uri, headers, subprotocols, origin, value);
    }

    public URI uri() {
        return uri;
    }

    public List<String> subprotocols() {
        return subprotocols;
    }

    public @Nullable String origin() {
        return origin;
    }

    public Duration timeout() {
        return timeout;
    }

    /** The headers added, in a copy of their own. */
    public MultiMap headers() {
        MultiMap copy = HttpHeaders.headers();
        headers.forEach(header -> copy.add(header.name(), header.value()));
        return copy;
    }

    /** The same for Vert.x, as a copy of its own. */
    WebSocketConnectOptions target() {
        MultiMap all = headers();
        if (origin != null) {
            all.set(HttpHeaders.ORIGIN, origin);
        }
        return WebSocketUri.target(uri)
                .setHeaders(all)
                .setAllowOriginHeader(origin != null)
                .setSubProtocols(subprotocols.isEmpty() ? null : subprotocols);
    }

    /** Says nothing of the headers, which may hold secrets. */
    @Override
    public String toString() {
        return uri.toString();
    }

    private static <T> List<T> added(List<T> list, T value) {
        return Stream.concat(list.stream(), Stream.of(value)).toList();
    }

    /** RFC 9110 section 5.6.2. */
    private static void requireToken(String value, String what) {
        boolean token = !value.isEmpty()
                && value.chars().allMatch(c -> c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        if (!token) {
            throw new IllegalArgumentException("no " + what + " (a token of RFC 9110): \"" + value + '"');
        }
    }

    /** RFC 9110 section 5.5. Says nothing of the value, which may be a secret. */
    private static void requireValue(String value, String name) {
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F && c <= 0xFF))) {
            throw new IllegalArgumentException(
                    "the value of header " + name + " has characters that HTTP cannot carry");
        }
    }
}
