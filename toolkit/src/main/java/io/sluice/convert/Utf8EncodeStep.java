package io.sluice.convert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Encodes piece by piece, and keeps the first half of a surrogate pair at the end of one for the next. */
final class Utf8EncodeStep implements Step<String, Buffer> {

    private final Malformed malformed;
    private String half = "";
    private String text = "";

    Utf8EncodeStep(Malformed malformed) {
        this.malformed = malformed;
    }

    @Override
    public void accept(String piece) {
        String joined = half.isEmpty() ? piece : half.concat(piece);
        int end = joined.length();
        boolean cut = end > 0 && Character.isHighSurrogate(joined.charAt(end - 1));
        half = cut ? joined.substring(end - 1) : "";
        text = cut ? joined.substring(0, end - 1) : joined;
    }

    @Override
    public @Nullable Buffer next() {
        if (text.isEmpty()) {
            return null;
        }
        byte[] bytes = text.getBytes(UTF_8);
        // A question mark of its own tells nothing, but a text without one has been encoded whole.
        if (malformed == Malformed.REPORT && contains(bytes, '?')) {
            requirePairs(text);
        }
        text = "";
        return Buffer.buffer(bytes);
    }

    @Override
    public void finish() {
        text = half;
        half = "";
    }

    private static boolean contains(byte[] bytes, char ascii) {
        for (byte unit : bytes) {
            if (unit == ascii) {
                return true;
            }
        }
        return false;
    }

    private static void requirePairs(String text) {
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("text has an unpaired surrogate");
            }
            at += Character.charCount(point);
        }
    }
}
