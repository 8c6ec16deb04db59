package io.sluice.cluster;

/**
 * Gathers the parts of the next frame of a link. Messages that follow each other, of one subscription or one producer, share a part.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class FrameWriter {

    private static final int NO_PART = -1;

    private final byte[] header;
    private final ByteWriter out = new ByteWriter(1_024);
    private int messages;

    /** Where the part begins to which a message may still be added; {@link #NO_PART} if there is none. */
    private int open = NO_PART;

    private int openType;
    private int openCountAt;
    private int openCount;
    private long openOwner;
    private long openNext;

    FrameWriter(String node) {
        ByteWriter fixed = new ByteWriter(64);
        fixed.u8(Frame.VERSION);
        fixed.text(node);
        header = fixed.toArray();
    }

    boolean isEmpty() {
        return out.length() == 0;
    }

    /** Bytes of parts so far. */
    int bytes() {
        return out.length();
    }

    /** Messages in those parts. */
    int messages() {
        return messages;
    }

    void add(Part part) {
        closePart();
        int begin = begin(part.type());
        part.write(out);
        end(begin);
    }

    void data(long id, long epoch, long sequence, byte[] payload) {
        if (open == NO_PART || openType != Part.DATA || openOwner != id || openNext != sequence) {
            openPart(Part.DATA, id);
            out.i64(id);
            out.i64(epoch);
            out.i64(sequence);
            openPayloads();
        }
        append(sequence, payload);
    }

    void snapshot(long id, long epoch, long asOf, long number, byte[] payload) {
        if (open == NO_PART || openType != Part.SNAPSHOT_CHUNK || openOwner != id || openNext != number) {
            openPart(Part.SNAPSHOT_CHUNK, id);
            out.i64(id);
            out.i64(epoch);
            out.i64(asOf);
            out.i64(number);
            openPayloads();
        }
        append(number, payload);
    }

    /** @param owner tells this topic's messages of this producer from all others of the sending node; not 0 */
    void publish(long owner, String topic, long producer, long base, long number, byte[] payload) {
        if (open == NO_PART || openType != Part.PUBLISH || openOwner != owner || openNext != number) {
            openPart(Part.PUBLISH, owner);
            out.text(topic);
            out.i64(producer);
            out.i64(base);
            out.i64(number);
            openPayloads();
        }
        append(number, payload);
    }

    /** The frame; the next one begins. */
    byte[] take(long sourceIncarnation, long destinationIncarnation, long sequence) {
        closePart();
        byte[] parts = out.toArray();
        ByteWriter frame = new ByteWriter(header.length + 3 * 8 + parts.length);
        frame.raw(header);
        frame.i64(sourceIncarnation);
        frame.i64(destinationIncarnation);
        frame.i64(sequence);
        frame.raw(parts);
        out.clear();
        messages = 0;
        return frame.whole();
    }

    void clear() {
        out.clear();
        open = NO_PART;
        messages = 0;
    }

    private void openPart(int type, long owner) {
        closePart();
        open = begin(type);
        openType = type;
        openOwner = owner;
    }

    private void openPayloads() {
        openCountAt = out.length();
        openCount = 0;
        out.i32(0);
    }

    private void append(long number, byte[] payload) {
        out.payload(payload);
        openCount++;
        openNext = number + 1;
        messages++;
    }

    private void closePart() {
        if (open != NO_PART) {
            out.setI32(openCountAt, openCount);
            end(open);
            open = NO_PART;
        }
    }

    private int begin(int type) {
        int begin = out.length();
        out.u8(type);
        out.i32(0);
        return begin;
    }

    private void end(int begin) {
        out.setI32(begin + 1, out.length() - begin - 5);
    }
}
