package io.sluice.convert;

import io.sluice.message.CloseException;
import io.sluice.message.Message;
import java.util.Objects;

/**
 * Values as messages, one for one. {@link Json}, {@link Cbor} and {@link MessagePack} make ready ones; any other format, such as
 * Protocol Buffers or Simple Binary Encoding, is a codec of the user's own: two methods over the bytes of a message.
 *
 * <p>Threading: a codec serves any number of streams on any threads at a time.
 *
 * @param <T> the values
 */
public interface Codec<T> {

    /** The message that carries {@code value}. What this throws ends the stream, and with it the connection: 1011. */
    Message encode(T value) throws Exception;

    /**
     * The value that {@code message} carries. Its bytes are the message's own: they must not be modified. What this throws means
     * that the peer has sent what is none: 1007, or what a {@link CloseException} says.
     */
    T decode(Message message) throws Exception;

    /**
     * Values to messages.
     *
     * <p>Backpressure: honoured, one for one. Threading: on the thread of the source. Errors: what {@link #encode} throws.
     * Memory: one value and its message.
     */
    default Conversion<T, Message> encoder() {
        return values -> values.map(this::encode);
    }

    /**
     * Messages to values.
     *
     * <p>Backpressure: honoured, one for one. Threading: on the thread of the source. Errors: {@link ConversionException} with
     * 1007 and what {@link #decode} threw as its cause; a {@link CloseException} as it is. Memory: one message and its value.
     */
    default Conversion<Message, T> decoder() {
        return messages -> messages.map(message -> {
            try {
                return Objects.requireNonNull(decode(message), "the codec has decoded null");
            } catch (CloseException told) {
                throw told;
            } catch (Exception | StackOverflowError malformed) { // nested deeper than a parser of the user's can follow
                throw ConversionException.malformed("a message cannot be decoded", malformed);
            }
        });
    }
}
