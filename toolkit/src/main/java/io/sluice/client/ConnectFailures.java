package io.sluice.client;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.proxy.ProxyConnectException;
import io.sluice.client.ConnectFailedException.Kind;
import io.sluice.connection.IncompatibleExtensionException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns what Vert.x, Netty and the JDK report into one error that says what to do. */
final class ConnectFailures {

    /** What Netty makes of an answer it cannot read as HTTP. */
    private static final int NOT_HTTP = 999;

    private ConnectFailures() {}

    static ConnectFailedException of(ConnectRequest request, Throwable cause) {
        Kind kind = kindOf(cause);
        String advice = cause instanceof UpgradeRejectedException answer && kind == Kind.REFUSED
                ? refusal(answer)
                : advice(kind, request, cause);
        return new ConnectFailedException(kind, "cannot connect to " + request + ": " + advice, cause);
    }

    private static Kind kindOf(Throwable cause) {
        if (cause instanceof UpgradeRejectedException answer) {
            return answer.getStatus() == NOT_HTTP ? Kind.INVALID_ANSWER : Kind.REFUSED;
        } else if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
            return Kind.TIMEOUT;
        } else if (find(cause, ProxyConnectException.class) != null) {
            return Kind.PROXY;
        } else if (find(cause, SSLException.class) != null || find(cause, CertificateException.class) != null) {
            return Kind.TLS;
        } else if (cause instanceof IncompatibleExtensionException) {
            return Kind.INVALID_ANSWER;
        } else if (cause instanceof WebSocketHandshakeException) {
            return isHangUp(cause) ? Kind.HUNG_UP : Kind.INVALID_ANSWER;
        } else if (cause instanceof UnknownHostException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException) {
            return Kind.UNREACHABLE;
        } else if (cause instanceof HttpClosedException) {
            return Kind.HUNG_UP;
        }
        return cause instanceof IllegalStateException ? Kind.CLIENT_CLOSED : Kind.UNREACHABLE;
    }

    /** Vert.x has no type of its own for it. */
    private static boolean isHangUp(Throwable cause) {
        return String.valueOf(cause.getMessage()).startsWith("Connection closed");
    }

    private static String advice(Kind kind, ConnectRequest request, Throwable cause) {
        return switch (kind) {
            case UNREACHABLE ->
                cause instanceof UnknownHostException
                        ? "the host " + WebSocketUri.host(request.uri()) + " is unknown; check its name"
                        : "nobody can be reached there; check host, port and firewalls (" + root(cause) + ")";
            case PROXY -> "the proxy did not let us through; check its address and credentials (" + root(cause) + ")";
            case TLS ->
                find(cause, CertificateException.class) != null
                        ? "the server's certificate is not trusted, or not for this host; have the client trust its issuer ("
                                + root(cause) + ")"
                        : "TLS failed; check that the port speaks TLS, and which versions (" + root(cause) + ")";
            case TIMEOUT ->
                "no complete answer within " + request.timeout().toMillis()
                        + " ms; check that a WebSocket server listens there, or allow more time";
            case HUNG_UP ->
                "the server hung up within the handshake; check that it serves WebSockets there"
                        + (WebSocketUri.isTls(request.uri()) ? "" : ", and whether it wants wss://");
            case INVALID_ANSWER ->
                cause instanceof UpgradeRejectedException
                        ? "what answers there does not speak HTTP; check the port, and whether it wants wss://"
                        : "the answer is not that of a WebSocket server (" + cause.getMessage()
                                + "); check the server, and proxies in between";
            case CLIENT_CLOSED -> "the client is closed; create another";
            case REFUSED -> String.valueOf(cause.getMessage());
        };
    }

    private static String refusal(UpgradeRejectedException answer) {
        int status = answer.getStatus();
        String why = switch (status) {
            case 200 -> "an ordinary page; check the path";
            case 401 -> "it wants credentials; add a header such as Authorization";
            case 403 -> "it does not let this client in; check the credentials, or the origin";
            case 404, 405, 410 -> "there is no WebSocket; check the path";
            case 407 -> "the proxy wants credentials";
            case 426 -> "it wants another protocol version";
            case 429 -> "it is asked too often" + retryAfter(answer);
            case 503 -> "it is out of service or full" + retryAfter(answer);
            default -> status / 100 == 3 ? redirect(answer) : "see what the server logs";
        };
        return "the server answered " + status + ": " + why;
    }

    private static String redirect(UpgradeRejectedException answer) {
        return header(answer, HttpHeaders.LOCATION)
                .map(location -> "a redirect, which is not followed; connect to " + location)
                .orElse("a redirect to nowhere; check the path");
    }

    private static String retryAfter(UpgradeRejectedException answer) {
        return header(answer, HttpHeaders.RETRY_AFTER)
                .map(value -> "; it says when to come back: " + value)
                .orElse("; try again later");
    }

    private static Optional<String> header(UpgradeRejectedException answer, CharSequence name) {
        return Optional.ofNullable(answer.getHeaders()).map(headers -> headers.get(name));
    }

    private static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        return chain(cause).filter(type::isInstance).map(type::cast).findFirst().orElse(null);
    }

    private static String root(Throwable cause) {
        Throwable last = chain(cause).reduce(cause, (outer, inner) -> inner);
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    /** Bounded, should causes go in circles. */
    private static Stream<Throwable> chain(Throwable cause) {
        return Stream.<Throwable>iterate(cause, link -> link != null, Throwable::getCause)
                .limit(10);
    }
}
