package io.sluice.convert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes chunk by chunk, and keeps the begun character at the end of one for the next.
 *
 * <p>The JDK decodes ASCII by intrinsics and puts U+FFFD where it cannot: only a text with one needs the strict look.
 */
final class Utf8DecodeStep implements Step<Buffer, String> {

    private static final Buffer NONE = Buffer.buffer(0);

    private final Malformed malformed;
    private Buffer begun = NONE;
    private String text = "";
    private boolean broken;

    Utf8DecodeStep(Malformed malformed) {
        this.malformed = malformed;
    }

    @Override
    public void accept(Buffer chunk) {
        Buffer bytes = begun == NONE ? chunk : begun.copy().appendBuffer(chunk);
        int tail = Utf8Tail.length(bytes);
        int whole = bytes.length() - tail;
        begun = tail == 0 ? NONE : bytes.getBuffer(whole, bytes.length());
        String decoded = (tail == 0 ? bytes : bytes.slice(0, whole)).toString(UTF_8);
        text = decoded.contains(Utf8Strict.REPLACEMENT) ? strictly(bytes.getBytes(0, whole), decoded) : decoded;
    }

    @Override
    public @Nullable String next() {
        if (!text.isEmpty()) {
            String piece = text;
            text = "";
            return piece;
        }
        if (broken) {
            throw ConversionException.malformed("text is not UTF-8");
        }
        return null;
    }

    @Override
    public void finish() {
        if (begun == NONE) {
            return;
        }
        begun = NONE;
        if (malformed == Malformed.REPLACE) {
            text = Utf8Strict.REPLACEMENT;
        } else {
            broken = true;
        }
    }

    private String strictly(byte[] bytes, String decoded) {
        if (malformed == Malformed.REPLACE) {
            return Utf8Strict.replaced(bytes);
        }
        String start = Utf8Strict.start(bytes);
        broken = start.length() < decoded.length(); // else each U+FFFD was there before
        return broken ? start : decoded;
    }
}
