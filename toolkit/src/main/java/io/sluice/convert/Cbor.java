package io.sluice.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

/**
 * Values as binary messages in CBOR (RFC 8949), mapped by Jackson.
 *
 * <p>Needs the optional dependency {@code com.fasterxml.jackson.dataformat:jackson-dataformat-cbor}. Without it every method throws {@link IllegalStateException} with its name.
 *
 * <p>What a peer may send is limited by the size of a message and by Jackson's own limits (nesting 1000 deep, numbers of 1000
 * digits). Bytes behind the value are refused, and so are properties that the type does not know, unless the mapper says
 * otherwise.
 */
public final class Cbor {

    static final String DEPENDENCY = "com.fasterxml.jackson.dataformat:jackson-dataformat-cbor";

    private Cbor() {}

    /** A codec of {@code type} with Jackson's own defaults. */
    public static <T> Codec<T> codec(Class<T> type) {
        try {
            return new JacksonCodec<>(Default.MAPPER, type, false);
        } catch (NoClassDefFoundError missing) {
            throw MissingDependency.of("CBOR", DEPENDENCY, missing);
        }
    }

    /** A codec of {@code type} as {@code mapper}, which has to be one for CBOR, is set up. */
    public static <T> Codec<T> codec(ObjectMapper mapper, Class<T> type) {
        return new JacksonCodec<>(mapper, type, false);
    }

    /** Made when first used, so that this class can be loaded without the dependency. */
    private static final class Default {

        static final ObjectMapper MAPPER = new CBORMapper();
    }
}
