package io.sluice.examples.trading.exchange;

import io.sluice.message.Message;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One message of one stream, in the two forms it can travel in: combined (wrapped with the name of its stream) and raw. Each
 * form is encoded at most once and shared by all its readers; a form nobody reads is never made.
 *
 * <p>Threading: the exchange's event loop only.
 */
final class Frame {

    private static final String DATA = "\",\"data\":";

    private final String stream;
    private final Supplier<String> combinedText;
    private final Supplier<String> rawText;
    private @Nullable Message combined;
    private @Nullable Message raw;

    private Frame(String stream, Supplier<String> combinedText, Supplier<String> rawText) {
        this.stream = stream;
        this.combinedText = combinedText;
        this.rawText = rawText;
    }

    /** A frame recorded in its combined form, which is passed on to the letter. */
    static Frame recorded(String stream, String text) {
        return new Frame(stream, () -> text, () -> unwrap(stream, text));
    }

    /** A frame of the JSON object that {@code data} will give. */
    static Frame of(String stream, Supplier<String> data) {
        return new Frame(stream, () -> head(stream) + data.get() + '}', data);
    }

    /** A frame that is {@code text} in both forms, whatever that is. */
    static Frame verbatim(String stream, String text) {
        return new Frame(stream, () -> text, () -> text);
    }

    String stream() {
        return stream;
    }

    Message combined() {
        if (combined == null) {
            combined = Message.text(combinedText.get());
        }
        return combined;
    }

    Message raw() {
        if (raw == null) {
            raw = Message.text(rawText.get());
        }
        return raw;
    }

    /** {@code stream} needs no escaping: it is made of a symbol and a stream's kind. */
    private static String head(String stream) {
        return "{\"stream\":\"" + stream + DATA;
    }

    private static String unwrap(String stream, String combined) {
        String head = head(stream);
        if (combined.startsWith(head) && combined.endsWith("}")) {
            return combined.substring(head.length(), combined.length() - 1);
        }
        return new io.vertx.core.json.JsonObject(combined).getJsonObject("data").encode();
    }
}
