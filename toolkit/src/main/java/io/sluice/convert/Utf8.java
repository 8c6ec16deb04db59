package io.sluice.convert;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * UTF-8 (RFC 3629) in chunks of any size, to characters and back. A chunk may begin and end within a character; a byte order
 * mark is a character like any other.
 */
public final class Utf8 {

    private Utf8() {}

    /** {@link #decode(Malformed)} that reports. */
    public static Conversion<Buffer, String> decode() {
        return decode(Malformed.REPORT);
    }

    /**
     * Turns chunks of bytes into pieces of text: each piece has the characters that are complete with its chunk. A chunk that
     * completes none gives no piece.
     *
     * <pre>
     * chunks   --(E2)---(82 AC 61)---(F0 9F)--(98)--(80)----|
     * pieces   ---------("€a")----------------------("😀")--|
     * </pre>
     *
     * <p>Backpressure: honoured, counted in pieces; the source is asked for one chunk at a time.
     *
     * <p>Threading: pieces are emitted on the thread of the source or of {@code request}.
     *
     * <p>Errors: with {@link Malformed#REPORT}, a {@link ConversionException} with 1007, behind all the text before the first
     * byte that cannot be, however the text is cut into chunks. With {@link Malformed#REPLACE} each maximal subpart of an
     * ill-formed sequence becomes one U+FFFD (Unicode 15, section 3.9, U+FFFD Substitution of Maximal Subparts), as in browsers;
     * {@link String} differs in surrogates, of which it makes one where there are three.
     *
     * <p>Memory: three bytes between chunks; one chunk and its text while that is on its way.
     */
    public static Conversion<Buffer, String> decode(Malformed malformed) {
        Objects.requireNonNull(malformed, "malformed");
        return StepFlowable.atMostOne(() -> new Utf8DecodeStep(malformed));
    }

    /** {@link #encode(Malformed)} that reports. */
    public static Conversion<String, Buffer> encode() {
        return encode(Malformed.REPORT);
    }

    /**
     * Turns pieces of text into chunks of bytes. A piece may end with the first half of a surrogate pair and the next begin
     * with the second.
     *
     * <pre>
     * pieces   --("a")---("\uD83D")---("\uDE00b")-------|
     * chunks   --(61)-----------------(F0 9F 98 80 62)--|
     * </pre>
     *
     * <p>Backpressure: honoured, counted in chunks; the source is asked for one piece at a time.
     *
     * <p>Threading: chunks are emitted on the thread of the source or of {@code request}.
     *
     * <p>Errors: an unpaired surrogate has no form in UTF-8. With {@link Malformed#REPORT} it ends the stream with
     * {@link IllegalArgumentException}, before its piece; with {@link Malformed#REPLACE} it becomes {@code ?}, as it does in a
     * {@link io.sluice.message.TextMessage}.
     *
     * <p>Memory: one character between pieces; one piece and its bytes while they are on their way.
     */
    public static Conversion<String, Buffer> encode(Malformed malformed) {
        Objects.requireNonNull(malformed, "malformed");
        return StepFlowable.atMostOne(() -> new Utf8EncodeStep(malformed));
    }
}
