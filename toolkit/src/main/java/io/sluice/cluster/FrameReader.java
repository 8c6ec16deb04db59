package io.sluice.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads frames, strictly: every number in its range, every part exactly as long as it says, no byte left over. */
final class FrameReader {

    private FrameReader() {}

    /**
     * Returns the frame, or null if these bytes are none; throws nothing, and allocates in proportion to the bytes, of which
     * there may be at most {@link Frame#MAX_BYTES}.
     */
    static @Nullable Frame read(byte[] bytes) {
        if (bytes.length > Frame.MAX_BYTES) {
            return null;
        }
        try {
            return frame(new ByteReader(bytes));
        } catch (MalformedFrameException malformed) {
            return null;
        }
    }

    private static Frame frame(ByteReader in) {
        if (in.u8() != Frame.VERSION) {
            throw new MalformedFrameException("unknown version");
        }
        String source = name(in);
        long sourceIncarnation = positive(in);
        long destinationIncarnation = in.count();
        long sequence = positive(in);
        List<Part> parts = new ArrayList<>(2);
        do {
            int type = in.u8();
            ByteReader body = in.enclosed();
            parts.add(part(type, body));
            if (body.hasMore()) {
                throw new MalformedFrameException("part longer than its fields");
            }
        } while (in.hasMore());
        return new Frame(source, sourceIncarnation, destinationIncarnation, sequence, parts);
    }

    private static Part part(int type, ByteReader in) {
        return switch (type) {
            case Part.HELLO -> new Part.Hello();
            case Part.HEARTBEAT -> new Part.Heartbeat(in.count());
            case Part.GOAWAY -> new Part.GoAway();
            case Part.SUBSCRIBE ->
                new Part.Subscribe(
                        positive(in), name(in), Start.of(in.u8()), in.count(), in.count(), in.count(), in.count());
            case Part.SUBSCRIBED -> new Part.Subscribed(positive(in), positive(in), positive(in), in.flag());
            case Part.DATA -> new Part.Data(positive(in), positive(in), positive(in), in.payloads());
            case Part.CREDIT -> new Part.Credit(positive(in), in.count(), in.count(), in.count());
            case Part.GAP -> gap(in);
            case Part.SNAPSHOT_BEGIN -> new Part.SnapshotBegin(positive(in), positive(in), in.count());
            case Part.SNAPSHOT_CHUNK ->
                new Part.SnapshotChunk(positive(in), positive(in), in.count(), in.count(), in.payloads());
            case Part.SNAPSHOT_END -> new Part.SnapshotEnd(positive(in), positive(in), in.count(), in.count());
            case Part.COMPLETE -> new Part.Complete(positive(in), positive(in), positive(in));
            case Part.ERROR -> new Part.Failed(positive(in), positive(in), positive(in), in.text());
            case Part.CANCEL -> new Part.Cancel(positive(in), in.text());
            case Part.CANCELLED -> new Part.Cancelled(positive(in), CancelReason.of(in.u8()));
            case Part.PUBLISH -> new Part.Publish(name(in), in.count(), in.count(), in.count(), in.payloads());
            case Part.PUBLISH_ACK ->
                new Part.PublishAck(
                        name(in), positive(in), in.count(), in.count(), in.count(), in.count(), Acceptance.of(in.u8()));
            case Part.WATCH -> new Part.Watch(name(in), in.flag());
            case Part.INTEREST -> new Part.Interest(name(in), positive(in), in.count(), in.count());
            case Part.CLAIM ->
                new Part.Claim(positive(in), positive(in), positive(in), positive(in), positive(in), in.count());
            case Part.CLAIMED -> new Part.Claimed(positive(in), positive(in), positive(in));
            default -> throw new MalformedFrameException("unknown type " + type);
        };
    }

    private static Part gap(ByteReader in) {
        Part.Gap gap = new Part.Gap(positive(in), positive(in), positive(in), positive(in));
        if (gap.to() < gap.from()) {
            throw new MalformedFrameException("gap ends before it begins");
        }
        return gap;
    }

    private static String name(ByteReader in) {
        String name = in.text();
        // No character takes less than a byte of UTF-8.
        if (name.isEmpty() || name.length() > Frame.MAX_NAME_BYTES) {
            throw new MalformedFrameException("name of a wrong length");
        }
        return name;
    }

    private static long positive(ByteReader in) {
        long number = in.count();
        if (number == 0) {
            throw new MalformedFrameException("zero where a number begins with 1");
        }
        return number;
    }
}
