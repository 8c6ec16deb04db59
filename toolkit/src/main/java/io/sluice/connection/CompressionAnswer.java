package io.sluice.connection;

import io.sluice.connection.ExtensionHeader.Extension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers to the offers of a client (RFC 7692 section 7.1).
 *
 * @param header the answer in {@code Sec-WebSocket-Extensions}
 * @param agreed what it comes to
 */
record CompressionAnswer(String header, AgreedCompression agreed) {

    /**
     * The answer to the first offer that can be kept; null for no compression.
     *
     * @param offers the values of the client's header, none if it did not send it
     * @throws ExtensionHeader.MalformedException if it does not follow its grammar, and the handshake has to be refused
     */
    static @Nullable CompressionAnswer to(List<String> offers, Compression wanted)
            throws ExtensionHeader.MalformedException {
        if (!wanted.isOn() || offers.isEmpty()) {
            return null;
        }
        for (Extension offer : ExtensionHeader.parse(offers)) {
            DeflateParameters parameters = acceptable(offer);
            if (parameters != null) {
                return accept(parameters, wanted);
            }
        }
        return null;
    }

    private static @Nullable DeflateParameters acceptable(Extension offer) {
        if (!offer.name().equals(DeflateParameters.NAME)) {
            return null;
        }
        try {
            DeflateParameters parameters = DeflateParameters.of(offer);
            // The deflater of the JDK has a window of 32 KB and no other, so that a smaller one cannot be promised.
            int window = parameters.serverMaxWindowBits();
            return window == 0 || window == DeflateParameters.MAX_BITS ? parameters : null;
        } catch (DeflateParameters.InvalidException declined) {
            return null;
        }
    }

    /**
     * That this side takes no context over is always said: it spares the client a window. The size of the client's window is
     * left to it, since any can be inflated.
     */
    private static CompressionAnswer accept(DeflateParameters offer, Compression wanted) {
        StringBuilder header = new StringBuilder(DeflateParameters.NAME)
                .append("; ")
                .append(DeflateParameters.SERVER_NO_CONTEXT_TAKEOVER);
        boolean peerContext = wanted.peerContext() && !offer.clientNoContextTakeover();
        if (!peerContext) {
            header.append("; ").append(DeflateParameters.CLIENT_NO_CONTEXT_TAKEOVER);
        }
        if (offer.serverMaxWindowBits() != 0) {
            header.append("; ")
                    .append(DeflateParameters.SERVER_MAX_WINDOW_BITS)
                    .append('=')
                    .append(offer.serverMaxWindowBits());
        }
        return new CompressionAnswer(
                header.toString(), new AgreedCompression(wanted.level(), wanted.threshold(), peerContext));
    }
}
