package io.sluice.feed.wire;

import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.Update;
import io.sluice.message.Message;
import java.util.ArrayList;
import java.util.List;

/** A snapshot whose pieces come one by one. Threading: one at a time. Memory: its payload, up to a bound. */
final class SnapshotAssembly {

    private final Position at;
    private final long size;
    private final long maxBytes;
    private final List<Update<Message>> values = new ArrayList<>();
    private long bytes;

    SnapshotAssembly(Fields begin, long maxBytes) throws MalformedMessageException {
        this.at = new Position(begin.epoch("epoch"), begin.offset("offset"));
        this.size = begin.offset("size");
        this.maxBytes = maxBytes;
    }

    void add(List<Fields> entries) throws MalformedMessageException {
        for (Fields entry : entries) {
            Message payload = entry.payload();
            long offset = entry.offset("offset");
            bytes += payload == null ? 0 : payload.size();
            if (bytes > maxBytes || values.size() == size) {
                throw new MalformedMessageException("the snapshot is larger than it may be, or said to be");
            }
            values.add(new Update<>(
                    new Position(at.epoch(), offset), entry.optionalText("key"), payload, payload, 1, offset));
        }
    }

    TopicEvent.Snapshot<Message> end() throws MalformedMessageException {
        if (values.size() != size) {
            throw new MalformedMessageException("the snapshot is smaller than it was said to be");
        }
        return new TopicEvent.Snapshot<>(at, values);
    }
}
