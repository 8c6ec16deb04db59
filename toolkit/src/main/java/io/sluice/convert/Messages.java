package io.sluice.convert;

import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;

/**
 * Messages as what they carry, and as messages of the other type.
 *
 * <p>All of them: Backpressure: honoured, one for one. Threading: on the thread of the source. Memory: nothing between messages.
 * "Shared" means that the new message has the bytes of the old one, not a copy.
 */
public final class Messages {

    private Messages() {}

    /** Strings to text messages. */
    public static Conversion<String, Message> fromText() {
        return texts -> texts.map(Message::text);
    }

    /** Buffers to binary messages, with copies of their bytes. */
    public static Conversion<Buffer, Message> fromBinary() {
        return buffers -> buffers.map(Message::binary);
    }

    /** Text messages to strings. Errors: {@link ConversionException} with 1003 for a binary message. */
    public static Conversion<Message, String> toText() {
        return messages -> messages.map(message -> requireText(message).text());
    }

    /** Binary messages to buffers with copies of their bytes. Errors: {@link ConversionException} with 1003 for a text message. */
    public static Conversion<Message, Buffer> toBinary() {
        return messages -> messages.map(message -> requireBinary(message).data());
    }

    /** Every message as a binary one: a text as its UTF-8, shared. */
    public static Conversion<Message, Message> textAsBinary() {
        return messages -> messages.map(
                message -> message instanceof TextMessage text ? BinaryMessage.ofShared(text.bytes()) : message);
    }

    /** {@link #binaryAsText(Malformed)} that reports. */
    public static Conversion<Message, Message> binaryAsText() {
        return binaryAsText(Malformed.REPORT);
    }

    /**
     * Every message as a text one: a binary one, whose bytes are shared, if it is UTF-8.
     *
     * <p>Errors: with {@link Malformed#REPORT}, {@link ConversionException} with 1007 for a binary message that is not UTF-8; with
     * {@link Malformed#REPLACE} its text has U+FFFD as {@link Utf8#decode(Malformed)} would put it.
     */
    public static Conversion<Message, Message> binaryAsText(Malformed malformed) {
        Objects.requireNonNull(malformed, "malformed");
        return messages -> messages.map(
                message -> message instanceof BinaryMessage binary ? text(binary.bytes(), malformed) : message);
    }

    private static Message text(byte[] bytes, Malformed malformed) {
        try {
            return TextMessage.ofUtf8(bytes);
        } catch (CharacterCodingException notUtf8) {
            if (malformed == Malformed.REPLACE) {
                return Message.text(Utf8Strict.replaced(bytes));
            }
            throw ConversionException.malformed("text is not UTF-8", notUtf8);
        }
    }

    static TextMessage requireText(Message message) {
        if (message instanceof TextMessage text) {
            return text;
        }
        throw ConversionException.unsupported("a text message is wanted");
    }

    static BinaryMessage requireBinary(Message message) {
        if (message instanceof BinaryMessage binary) {
            return binary;
        }
        throw ConversionException.unsupported("a binary message is wanted");
    }
}
