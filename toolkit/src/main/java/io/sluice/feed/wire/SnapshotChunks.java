package io.sluice.feed.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.feed.TopicEvent;
import io.sluice.feed.Update;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The messages of one snapshot, made one by one: its begin, its entries in pieces, its end.
 *
 * <p>Threading: one at a time. Memory: one piece.
 */
final class SnapshotChunks {

    /** What a piece takes, unless it is a single entry. */
    static final int MAX_BYTES = 64 * 1024;

    private static final int ENVELOPE = 100;

    private final Form form;
    private final int id;
    private final TopicEvent.Snapshot<?> snapshot;
    private final Function<Update<?>, byte[]> encoder;
    private int next = -1;
    private boolean done;

    /** @param encoder an entry as it is written */
    SnapshotChunks(Form form, int id, TopicEvent.Snapshot<?> snapshot, Function<Update<?>, byte[]> encoder) {
        this.form = form;
        this.id = id;
        this.snapshot = snapshot;
        this.encoder = encoder;
    }

    boolean hasNext() {
        return !done;
    }

    Message next() {
        Answer answer = new Answer(form);
        if (next < 0) {
            next = 0;
            return answer.snapshotBegin(id, snapshot.at(), snapshot.values().size());
        }
        if (next < snapshot.values().size()) {
            return entries();
        }
        done = true;
        return answer.snapshotEnd(id);
    }

    private Message entries() {
        List<byte[]> entries = new ArrayList<>();
        int size = ENVELOPE;
        while (next < snapshot.values().size()) {
            byte[] entry = encoder.apply(snapshot.values().get(next));
            if (!entries.isEmpty() && size + entry.length + 1 > MAX_BYTES) {
                break; // encoded again with the next piece
            }
            entries.add(entry);
            size += entry.length + 1;
            next++;
        }
        return form == Form.JSON ? json(entries) : cbor(entries);
    }

    private Message json(List<byte[]> entries) {
        ByteWriter out = new ByteWriter();
        out.ascii("{\"type\":\"snapshot-entries\",\"id\":" + id + ",\"entries\":[");
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                out.octet(',');
            }
            out.bytes(entries.get(i));
        }
        out.bytes("]}".getBytes(US_ASCII));
        return TextMessage.ofValidUtf8(out.bytes());
    }

    private Message cbor(List<byte[]> entries) {
        ByteWriter out = new ByteWriter();
        out.cborHead(ByteWriter.CBOR_MAP, 3);
        out.cborText("type");
        out.cborText("snapshot-entries");
        out.cborText("id");
        out.cborHead(ByteWriter.CBOR_INTEGER, id);
        out.cborText("entries");
        out.cborHead(ByteWriter.CBOR_ARRAY, entries.size());
        entries.forEach(out::bytes);
        return BinaryMessage.ofShared(out.bytes());
    }
}
