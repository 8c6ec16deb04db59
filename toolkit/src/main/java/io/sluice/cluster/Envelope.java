package io.sluice.cluster;

import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.Entry;
import io.sluice.feed.Position;
import io.sluice.feed.Publication;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a payload of the protocol holds when it carries an {@link Entry}:
 *
 * <pre>  flags:1  [producer:8 sequence:8]  [offset:8]  [key:text]  [bytes]</pre>
 *
 * <p>Nothing is checked twice: what a codec of this cluster has encoded as text is taken for UTF-8.
 */
final class Envelope {

    private static final int PUBLICATION = 1;
    private static final int KEY = 2;
    private static final int PAYLOAD = 4;
    private static final int TEXT = 8;
    private static final int PLACE = 16;
    private static final int STATE = 32;

    private static final byte[] NONE = {};

    private final int flags;
    private final long producer;
    private final long sequence;
    private final long offset;
    private final Entry entry;

    private Envelope(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        flags = in.u8();
        producer = has(PUBLICATION) ? in.i64() : 0;
        sequence = has(PUBLICATION) ? in.i64() : 0;
        offset = has(PLACE) ? in.count() : 0;
        String key = has(KEY) ? in.text() : null;
        entry = new Entry(key, has(PAYLOAD) ? message(in.rest()) : null);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Envelope read(byte[] bytes) {
        try {
            return new Envelope(bytes);
        } catch (MalformedFrameException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    static byte[] of(Publication publication) {
        return write(PUBLICATION, publication.producer(), publication.sequence(), publication.entry());
    }

    static byte[] of(Entry entry) {
        return write(0, 0, 0, entry);
    }

    /** A value of a snapshot: one of the history, or of the state. */
    static byte[] of(Data data, boolean state) {
        return write(PLACE | (state ? STATE : 0), data.position().offset(), 0, data.entry());
    }

    private static byte[] write(int kind, long first, long second, Entry entry) {
        String key = entry.key();
        Message payload = entry.payload();
        byte[] name = key == null ? NONE : key.getBytes(StandardCharsets.UTF_8);
        byte[] body = payload == null ? NONE : payload.bytes();
        int numbers = kind == 0 ? 0 : kind == PUBLICATION ? 2 * Long.BYTES : Long.BYTES;
        ByteWriter out = new ByteWriter(1 + numbers + (key == null ? 0 : Short.BYTES) + name.length + body.length);
        out.u8(kind
                | (key == null ? 0 : KEY)
                | (payload == null ? 0 : PAYLOAD)
                | (payload instanceof TextMessage ? TEXT : 0));
        if (kind != 0) {
            out.i64(first);
        }
        if (kind == PUBLICATION) {
            out.i64(second);
        }
        if (key != null) {
            out.text(name);
        }
        out.raw(body);
        return out.whole();
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private Message message(byte[] bytes) {
        return has(TEXT) ? TextMessage.ofValidUtf8(bytes) : BinaryMessage.ofShared(bytes);
    }

    Entry entry() {
        return entry;
    }

    /** What was published with acknowledgement; null if it was without. */
    @Nullable
    Publication publication() {
        return has(PUBLICATION) ? new Publication(producer, sequence, entry) : null;
    }

    boolean isOfState() {
        return has(STATE);
    }

    /** The entry at the place it names. */
    Data data(long epoch) {
        return new Data(new Position(epoch, offset), entry);
    }
}
