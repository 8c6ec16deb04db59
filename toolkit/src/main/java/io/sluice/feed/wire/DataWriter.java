package io.sluice.feed.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sluice.feed.Update;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code data}, and entries of snapshots, by hand: a small envelope around the bytes that were published, which are
 * copied and not looked at.
 *
 * <p>Threading: one at a time; it has a scratch pad.
 */
final class DataWriter {

    private final Form form;
    private final boolean json;
    private final ByteWriter out;

    /** @param json whether text is JSON, to be embedded as it is */
    DataWriter(Form form, boolean json) {
        this.form = form;
        this.json = json;
        this.out = new ByteWriter();
    }

    /** The {@code data} that carries {@code update} with {@code payload}, null for a deletion. */
    Message data(int id, Update<?> update, @Nullable Message payload) {
        out.clear();
        boolean conflated = update.count() > 1;
        int fields = 4 + (update.key() == null ? 0 : 1) + (conflated ? 2 : 0);
        begin(fields);
        text("type", "data", true);
        integer("id", id);
        place(update);
        if (conflated) {
            integer("count", update.count());
            integer("first", update.first());
        }
        payload(payload);
        end();
        return form == Form.JSON ? TextMessage.ofValidUtf8(out.bytes()) : BinaryMessage.ofShared(out.bytes());
    }

    /** An entry of a snapshot. */
    byte[] entry(Update<?> update, @Nullable Message payload) {
        out.clear();
        begin(2 + (update.key() == null ? 0 : 1));
        integer(false, "offset", update.position().offset());
        key(update);
        payload(payload);
        end();
        return out.bytes();
    }

    private void place(Update<?> update) {
        integer("offset", update.position().offset());
        key(update);
    }

    private void key(Update<?> update) {
        String key = update.key();
        if (key != null) {
            text("key", key, false);
        }
    }

    private void payload(@Nullable Message payload) {
        if (payload == null) {
            name(FieldNames.DELETED);
            if (form == Form.JSON) {
                out.bytes("true".getBytes(US_ASCII));
            } else {
                out.octet(ByteWriter.CBOR_TRUE);
            }
            return;
        }
        boolean binary = payload instanceof BinaryMessage;
        name(binary ? FieldNames.BINARY : json ? FieldNames.JSON : FieldNames.TEXT);
        if (form == Form.CBOR) {
            out.cborHead(binary ? ByteWriter.CBOR_BYTES : ByteWriter.CBOR_TEXT, payload.size());
            out.bytes(payload.bytes());
        } else if (binary) {
            out.octet('"');
            out.bytes(Base64.getEncoder().encode(payload.bytes()));
            out.octet('"');
        } else if (json) {
            out.bytes(payload.bytes());
        } else {
            quoted(((TextMessage) payload).text());
        }
    }

    private void begin(int fields) {
        if (form == Form.JSON) {
            out.octet('{');
        } else {
            out.cborHead(ByteWriter.CBOR_MAP, fields);
        }
    }

    private void end() {
        if (form == Form.JSON) {
            out.octet('}');
        }
    }

    private void name(String name) {
        name(true, name);
    }

    private void name(boolean comma, String name) {
        if (form == Form.JSON) {
            if (comma) {
                out.octet(',');
            }
            out.octet('"');
            out.ascii(name);
            out.octet('"');
            out.octet(':');
        } else {
            out.cborText(name);
        }
    }

    private void integer(String name, long value) {
        integer(true, name, value);
    }

    private void integer(boolean comma, String name, long value) {
        name(comma, name);
        if (form == Form.JSON) {
            out.ascii(Long.toString(value));
        } else {
            out.cborHead(ByteWriter.CBOR_INTEGER, value);
        }
    }

    private void text(String name, String value, boolean first) {
        name(!first, name);
        if (form == Form.JSON) {
            quoted(value);
        } else {
            byte[] utf8 = value.getBytes(UTF_8);
            out.cborHead(ByteWriter.CBOR_TEXT, utf8.length);
            out.bytes(utf8);
        }
    }

    private void quoted(String value) {
        out.octet('"');
        out.bytes(JsonStringEncoder.getInstance().quoteAsUTF8(value));
        out.octet('"');
    }
}
