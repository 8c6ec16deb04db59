package io.sluice.connection;

/**
 * A server answered the handshake with an extension, or with parameters of one, that the client did not offer or that are not
 * valid: the connection was failed (RFC 6455 section 4.1, RFC 7692 section 7.1).
 */
public final class IncompatibleExtensionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IncompatibleExtensionException(String what) {
        super("the server's answer in Sec-WebSocket-Extensions does not fit the offer: " + what);
    }
}
