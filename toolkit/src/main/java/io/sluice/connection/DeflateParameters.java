package io.sluice.connection;

import io.sluice.connection.ExtensionHeader.Extension;
import io.sluice.connection.ExtensionHeader.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one permessage-deflate element, offered or answered (RFC 7692 section 7.1). Window bits are zero if they
 * are not mentioned.
 *
 * @param clientMaxWindowBits {@link #ANY_BITS} if mentioned without a value, which only an offer may do
 */
record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {

    static final String NAME = "permessage-deflate";
    static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

    static final int MIN_BITS = 8;
    static final int MAX_BITS = 15;
    static final int ANY_BITS = -1;

    /** A parameter that is unknown, there twice, or of a value it cannot have. */
    static final class InvalidException extends Exception {

        private static final long serialVersionUID = 1L;

        private InvalidException(String message) {
            super(message);
        }
    }

    static DeflateParameters of(Extension extension) throws InvalidException {
        DeflateParameters read = new DeflateParameters(false, false, 0, 0);
        for (Parameter parameter : extension.parameters()) {
            read = read.with(parameter);
        }
        return read;
    }

    private DeflateParameters with(Parameter parameter) throws InvalidException {
        String value = parameter.value();
        return switch (parameter.name()) {
            case SERVER_NO_CONTEXT_TAKEOVER -> {
                requireFirst(parameter, !serverNoContextTakeover);
                requireNoValue(parameter);
                yield new DeflateParameters(true, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits);
            }
            case CLIENT_NO_CONTEXT_TAKEOVER -> {
                requireFirst(parameter, !clientNoContextTakeover);
                requireNoValue(parameter);
                yield new DeflateParameters(serverNoContextTakeover, true, serverMaxWindowBits, clientMaxWindowBits);
            }
            case SERVER_MAX_WINDOW_BITS -> {
                requireFirst(parameter, serverMaxWindowBits == 0);
                yield new DeflateParameters(
                        serverNoContextTakeover, clientNoContextTakeover, bits(parameter, value), clientMaxWindowBits);
            }
            case CLIENT_MAX_WINDOW_BITS -> {
                requireFirst(parameter, clientMaxWindowBits == 0);
                int bits = value == null ? ANY_BITS : bits(parameter, value);
                yield new DeflateParameters(
                        serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, bits);
            }
            default -> throw new InvalidException("parameter " + parameter.name() + " is unknown");
        };
    }

    private static void requireFirst(Parameter parameter, boolean first) throws InvalidException {
        if (!first) {
            throw new InvalidException("parameter " + parameter.name() + " is there twice");
        }
    }

    private static void requireNoValue(Parameter parameter) throws InvalidException {
        if (parameter.value() != null) {
            throw new InvalidException("parameter " + parameter.name() + " takes no value");
        }
    }

    /** A decimal number from 8 to 15, without leading zeros (RFC 7692 section 7.1.2). */
    private static int bits(Parameter parameter, @Nullable String value) throws InvalidException {
        for (int bits = MIN_BITS; bits <= MAX_BITS; bits++) {
            if (Integer.toString(bits).equals(value)) {
                return bits;
            }
        }
        throw new InvalidException("parameter " + parameter.name() + " is a number from 8 to 15, not " + value);
    }
}
