package io.sluice.convert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Decodes UTF-8 that is thought to be malformed: slower than the JDK's own way, which tells nothing of what it replaced. */
final class Utf8Strict {

    static final String REPLACEMENT = "\uFFFD";

    private static final byte SURROGATE_LEAD = (byte) 0xED;

    private final ByteBuffer bytes;
    private final CharBuffer characters;
    private final CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);

    private Utf8Strict(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.characters = CharBuffer.allocate(bytes.length); // no character takes less than a byte
    }

    /** The text of {@code bytes} up to the first that cannot be, which is all of it only if it is well-formed. */
    static String start(byte[] bytes) {
        Utf8Strict strict = new Utf8Strict(bytes);
        CoderResult unused = strict.decode();
        return strict.text();
    }

    /** The text of {@code bytes} with U+FFFD for each maximal subpart that is malformed. */
    static String replaced(byte[] bytes) {
        Utf8Strict strict = new Utf8Strict(bytes);
        for (CoderResult result = strict.decode(); result.isError(); result = strict.decode()) {
            strict.replace(result.length());
        }
        return strict.text();
    }

    private CoderResult decode() {
        return decoder.reset().decode(bytes, characters, true);
    }

    /** The JDK takes a surrogate, or what there is of it, as one fault, yet no character begins with its first two bytes. */
    private void replace(int length) {
        int at = bytes.position();
        boolean surrogate = length > 1 && bytes.get(at) == SURROGATE_LEAD && (bytes.get(at + 1) & 0xFF) > 0x9F;
        bytes.position(at + (surrogate ? 1 : length));
        characters.put(REPLACEMENT);
    }

    private String text() {
        return characters.flip().toString();
    }
}
