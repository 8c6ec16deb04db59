package io.sluice.feed.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes messages of either form; {@link DataWriter} is the one for those there are many of. Threading: any thread. */
final class WireWriter {

    private static final int USUAL_SIZE = 256;

    private WireWriter() {}

    /** Writes the fields of a message. */
    interface Body {

        void write(JsonGenerator out) throws IOException;
    }

    /** A message of {@code type}. */
    static Message write(Form form, String type, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator out = (form == Form.JSON ? WireReader.JsonForm.FACTORY : WireReader.CborForm.FACTORY)
                .createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("type", type);
            body.write(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("there is no way for memory to fail", impossible);
        }
        byte[] written = bytes.toByteArray();
        return form == Form.JSON ? TextMessage.ofValidUtf8(written) : BinaryMessage.ofShared(written);
    }

    static void optional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }
}
