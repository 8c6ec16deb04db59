package io.sluice.convert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A codec per subprotocol, so that each connection speaks the one it has agreed on (RFC 6455 section 1.9). Immutable.
 *
 * <pre>{@code
 * Codecs<Quote> codecs = Codecs.of("v1.cbor", Cbor.codec(Quote.class)).and("v1.json", Json.codec(Quote.class));
 * endpoint(connection -> connection.send(quotes.compose(codecs.agreed(connection.subprotocol()).encoder())))
 *         .withSubprotocols(codecs.subprotocols());
 * }</pre>
 *
 * @param <T> the values
 */
public final class Codecs<T> {

    private final Map<String, Codec<T>> bySubprotocol;
    private final @Nullable Codec<T> otherwise;

    private Codecs(Map<String, Codec<T>> bySubprotocol, @Nullable Codec<T> otherwise) {
        this.bySubprotocol = bySubprotocol;
        this.otherwise = otherwise;
    }

    /** One codec, of the subprotocol that is preferred. */
    public static <T> Codecs<T> of(String subprotocol, Codec<T> codec) {
        return new Codecs<T>(Map.of(), null).and(subprotocol, codec);
    }

    /**
     * These and one more, which is preferred less.
     *
     * @throws IllegalArgumentException if {@code subprotocol} has a codec already
     */
    public Codecs<T> and(String subprotocol, Codec<T> codec) {
        Map<String, Codec<T>> more = new LinkedHashMap<>(bySubprotocol);
        if (more.put(subprotocol, Objects.requireNonNull(codec, "codec")) != null) {
            throw new IllegalArgumentException("two codecs for the subprotocol " + subprotocol);
        }
        return new Codecs<>(more, otherwise);
    }

    /** These, and {@code codec} for connections that have agreed on no subprotocol. */
    public Codecs<T> otherwise(Codec<T> codec) {
        return new Codecs<>(bySubprotocol, Objects.requireNonNull(codec, "codec"));
    }

    /** The names, the preferred one first: what a server offers, or a client asks for. */
    public String[] subprotocols() {
        return bySubprotocol.keySet().toArray(String[]::new);
    }

    /**
     * The codec of a connection.
     *
     * @param subprotocol what the connection has agreed on, or null if on none
     * @throws ConversionException with 1003 if there is no codec for it
     */
    public Codec<T> agreed(@Nullable String subprotocol) {
        Codec<T> codec = subprotocol == null ? otherwise : bySubprotocol.get(subprotocol);
        if (codec == null) {
            throw ConversionException.unsupported("none of the known subprotocols is agreed on");
        }
        return codec;
    }
}
