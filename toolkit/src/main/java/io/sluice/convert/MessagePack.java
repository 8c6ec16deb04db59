package io.sluice.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/**
 * Values as binary messages in MessagePack (the specification at msgpack.org), mapped by Jackson.
 *
 * <p>Needs the optional dependency {@code org.msgpack:jackson-dataformat-msgpack}. Without it every method throws {@link IllegalStateException} with its name.
 *
 * <p>What a peer may send is limited by the size of a message and by Jackson's own limits (nesting 1000 deep, numbers of 1000
 * digits). Bytes behind the value are refused, and so are properties that the type does not know, unless the mapper says
 * otherwise.
 */
public final class MessagePack {

    static final String DEPENDENCY = "org.msgpack:jackson-dataformat-msgpack";

    private MessagePack() {}

    /**
     * A codec of {@code type} with defaults, but for {@code BigDecimal} and {@code BigInteger}: they are strings, since
     * MessagePack has no number that could hold them exactly.
     */
    public static <T> Codec<T> codec(Class<T> type) {
        try {
            return new MessagePackCodec<>(Default.MAPPER, type);
        } catch (NoClassDefFoundError missing) {
            throw MissingDependency.of("MessagePack", DEPENDENCY, missing);
        }
    }

    /** A codec of {@code type} as {@code mapper}, which has to be one for MessagePack, is set up. */
    public static <T> Codec<T> codec(ObjectMapper mapper, Class<T> type) {
        return new MessagePackCodec<>(mapper, type);
    }

    /** Made when first used, so that this class can be loaded without the dependency. */
    private static final class Default {

        static final ObjectMapper MAPPER = new MessagePackMapper().handleBigIntegerAndBigDecimalAsString();
    }
}
