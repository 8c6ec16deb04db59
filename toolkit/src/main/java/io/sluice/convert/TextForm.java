package io.sluice.convert;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * Payloads as text messages in ASCII, for peers and proxies that take nothing else.
 *
 * <pre>
 * messages  --binary(01 FF)-----------------|
 * base64    --"Af8="------------------------|
 * hex       --"01ff"------------------------|
 * </pre>
 */
public final class TextForm {

    private final UnaryOperator<byte[]> toAscii;
    private final UnaryOperator<byte[]> fromAscii;
    private final String name;

    private TextForm(String name, UnaryOperator<byte[]> toAscii, UnaryOperator<byte[]> fromAscii) {
        this.name = name;
        this.toAscii = toAscii;
        this.fromAscii = fromAscii;
    }

    /** Base64 with padding (RFC 4648 section 4): 4 characters for 3 bytes. Decoding takes it without padding too. */
    public static TextForm base64() {
        return new TextForm("base64", Base64.getEncoder()::encode, Base64.getDecoder()::decode);
    }

    /** Base64 for URLs without padding (RFC 4648 section 5). Decoding takes it with padding too. */
    public static TextForm base64Url() {
        return new TextForm(
                "base64url", Base64.getUrlEncoder().withoutPadding()::encode, Base64.getUrlDecoder()::decode);
    }

    /** Hexadecimal digits in lower case (RFC 4648 section 8): 2 characters for a byte. Decoding takes upper case too. */
    public static TextForm hex() {
        HexFormat hex = HexFormat.of();
        return new TextForm(
                "hexadecimal",
                bytes -> hex.formatHex(bytes).getBytes(US_ASCII),
                ascii -> hex.parseHex(new String(ascii, US_ASCII)));
    }

    /**
     * The payload of each message, text or binary, as a text message.
     *
     * <p>Backpressure: honoured, one for one. Threading: on the thread of the source. Memory: one message and its text.
     */
    public Conversion<Message, Message> encode() {
        return messages -> messages.map(message -> TextMessage.ofValidUtf8(toAscii.apply(message.bytes())));
    }

    /**
     * What each text message stands for, as a binary message; its type before {@link #encode()} is not known any more.
     *
     * <p>Backpressure: honoured, one for one. Threading: on the thread of the source. Memory: one message and its bytes.
     *
     * <p>Errors: {@link ConversionException} with 1003 for a binary message, 1007 for a text that is not in this form.
     */
    public Conversion<Message, Message> decode() {
        return messages -> messages.map(this::decoded);
    }

    private Message decoded(Message message) {
        byte[] ascii = Messages.requireText(message).bytes();
        try {
            return BinaryMessage.ofShared(fromAscii.apply(ascii));
        } catch (IllegalArgumentException malformed) {
            throw ConversionException.malformed("not " + name, malformed);
        }
    }
}
