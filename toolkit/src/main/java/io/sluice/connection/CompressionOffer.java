package io.sluice.connection;

import io.sluice.connection.ExtensionHeader.Extension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client offers in {@code Sec-WebSocket-Extensions}, and whether the server's answer fits it (RFC 7692 section 7.1). */
final class CompressionOffer {

    private final Compression wanted;

    CompressionOffer(Compression wanted) {
        this.wanted = wanted;
    }

    /**
     * The header to send; null for none.
     *
     * <p>That this side takes no context over is a hint that spares the server a window. A window of another size than 32 KB
     * is not offered: the deflater of the JDK has no other.
     */
    @Nullable
    String header() {
        if (!wanted.isOn()) {
            return null;
        }
        String offer = DeflateParameters.NAME + "; " + DeflateParameters.CLIENT_NO_CONTEXT_TAKEOVER;
        return wanted.peerContext() ? offer : offer + "; " + DeflateParameters.SERVER_NO_CONTEXT_TAKEOVER;
    }

    /**
     * What the server's answer comes to; null for no compression.
     *
     * @param answer the values of the header, none if the server did not send it
     * @throws IncompatibleExtensionException if the connection has to be failed
     */
    @Nullable
    AgreedCompression agree(List<String> answer) {
        if (answer.isEmpty()) {
            return null;
        }
        try {
            List<Extension> extensions = ExtensionHeader.parse(answer);
            Extension extension = extensions.get(0);
            if (!wanted.isOn() || !extension.name().equals(DeflateParameters.NAME)) {
                throw new IncompatibleExtensionException("extension " + extension.name() + " was not offered");
            }
            if (extensions.size() > 1) {
                throw new IncompatibleExtensionException(
                        "extension " + extensions.get(1).name() + " comes on top of the one offered");
            }
            return agree(DeflateParameters.of(extension));
        } catch (ExtensionHeader.MalformedException | DeflateParameters.InvalidException invalid) {
            throw new IncompatibleExtensionException(String.valueOf(invalid.getMessage()));
        }
    }

    private AgreedCompression agree(DeflateParameters answer) {
        if (answer.clientMaxWindowBits() != 0) {
            throw new IncompatibleExtensionException("client_max_window_bits was not offered");
        }
        if (!wanted.peerContext() && !answer.serverNoContextTakeover()) {
            throw new IncompatibleExtensionException("server_no_context_takeover was asked for and not agreed to");
        }
        return new AgreedCompression(wanted.level(), wanted.threshold(), !answer.serverNoContextTakeover());
    }
}
