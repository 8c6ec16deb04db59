package io.sluice.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.message.Message;

/**
 * Values as text messages in JSON (RFC 8259), mapped by Jackson.
 *
 * <p>Needs the optional dependency {@code com.fasterxml.jackson.core:jackson-databind}. Without it every method throws {@link IllegalStateException} with its name.
 *
 * <p>What a peer may send is limited by the size of a message and by Jackson's own limits (nesting 1000 deep, numbers of 1000
 * digits). Bytes behind the value are refused, and so are properties that the type does not know, unless the mapper says
 * otherwise.
 */
public final class Json {

    static final String DEPENDENCY = "com.fasterxml.jackson.core:jackson-databind";

    private Json() {}

    /** A codec of {@code type} with Jackson's own defaults. */
    public static <T> Codec<T> codec(Class<T> type) {
        try {
            return new JacksonCodec<>(Default.MAPPER, type, true);
        } catch (NoClassDefFoundError missing) {
            throw MissingDependency.of("JSON", DEPENDENCY, missing);
        }
    }

    /** A codec of {@code type} as {@code mapper} is set up. */
    public static <T> Codec<T> codec(ObjectMapper mapper, Class<T> type) {
        return new JacksonCodec<>(mapper, type, true);
    }

    /** Values of any type to text messages: {@link Codec#encoder()} for those that are only sent. */
    public static <T> Conversion<T, Message> encode() {
        Codec<Object> codec = codec(Object.class);
        return values -> values.map(codec::encode);
    }

    /** Text messages to values of {@code type}: {@link Codec#decoder()} for those that are only received. */
    public static <T> Conversion<Message, T> decode(Class<T> type) {
        return codec(type).decoder();
    }

    /** Made when first used, so that this class can be loaded without the dependency. */
    private static final class Default {

        static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
