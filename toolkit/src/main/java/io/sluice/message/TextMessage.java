package io.sluice.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text message, held as characters, as UTF-8, or as both once the second form has been asked for.
 *
 * <p>Threading: both forms are computed at most a few times by racing threads and then stay; each thread sees an equal value.
 */
public final class TextMessage extends PayloadForms implements Message {

    private static final int SHOWN = 80;
    private static final char REPLACEMENT = '\uFFFD';

    private volatile @Nullable String text;
    private volatile byte @Nullable [] utf8;

    TextMessage(String text) {
        this.text = Objects.requireNonNull(text, "text");
    }

    private TextMessage(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * A text message over bytes known to be valid UTF-8. The array is taken over, not copied, and not checked again.
     */
    public static TextMessage ofValidUtf8(byte[] utf8) {
        return new TextMessage(Objects.requireNonNull(utf8, "utf8"));
    }

    /**
     * A text message over bytes that came from elsewhere. The array is taken over, not copied.
     *
     * @throws CharacterCodingException if they are not UTF-8 (RFC 3629: no surrogates, no overlong forms)
     */
    public static TextMessage ofUtf8(byte[] utf8) throws CharacterCodingException {
        // The JDK decodes ASCII by intrinsics and puts U+FFFD where it cannot: only a text with one needs the strict
        // look.
        String decoded = new String(utf8, UTF_8);
        if (decoded.indexOf(REPLACEMENT) >= 0) {
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8));
        }
        TextMessage message = new TextMessage(utf8);
        message.text = decoded;
        return message;
    }

    /** The characters. */
    public String text() {
        String known = text;
        if (known == null) {
            known = new String(Objects.requireNonNull(utf8), UTF_8);
            text = known;
        }
        return known;
    }

    @Override
    public byte[] bytes() {
        byte[] known = utf8;
        if (known == null) {
            known = Objects.requireNonNull(text).getBytes(UTF_8);
            utf8 = known;
        }
        return known;
    }

    @Override
    public int size() {
        return bytes().length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextMessage that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        String shown = text();
        return "text message \"" + (shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...") + "\"";
    }
}
