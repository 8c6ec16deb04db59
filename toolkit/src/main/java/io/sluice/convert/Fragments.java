package io.sluice.convert;

import io.sluice.message.Message;

/**
 * Large messages as several small ones, for peers and proxies that limit the size of a message, and whole again.
 *
 * <p>Each fragment is a binary message whose first byte says where it stands: bit 0 is set in the last fragment of its message,
 * bit 1 in all fragments of a text message; the other bits are zero. The rest is the next piece of the payload, which may end
 * within a character. The fragments of a message follow each other. This is apart from the fragmentation of WebSocket itself
 * (RFC 6455 section 5.4), which a receiver has to undo before it sees a message, and whose limits are those of the message.
 */
public final class Fragments {

    static final int LAST = 1;
    static final int TEXT = 2;

    private final int fragmentBytes;
    private final int maxMessageBytes;

    private Fragments(int fragmentBytes, int maxMessageBytes) {
        this.fragmentBytes = fragmentBytes;
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Fragments of at most {@code fragmentBytes}.
     *
     * @param fragmentBytes of a fragment on the wire, its first byte included; at least 2
     * @param maxMessageBytes the largest message, at least 0; there is no default, since it is what a peer can make this side hold
     */
    public static Fragments of(int fragmentBytes, int maxMessageBytes) {
        if (fragmentBytes < 2) {
            throw new IllegalArgumentException("a fragment has at least 2 bytes, not " + fragmentBytes);
        }
        if (maxMessageBytes < 0) {
            throw new IllegalArgumentException("maxMessageBytes must not be negative: " + maxMessageBytes);
        }
        return new Fragments(fragmentBytes, maxMessageBytes);
    }

    /**
     * Splits each message, also a small or an empty one, which becomes one fragment.
     *
     * <pre>
     * messages   --"abcde"---------------------|
     * fragments  --[2|ab]--[2|cd]--[3|e]-------|   (fragmentBytes 3)
     * </pre>
     *
     * <p>Backpressure: honoured, counted in fragments; the source is asked for one message at a time, when all the fragments of
     * the one before are emitted. Threading: on the thread of the source or of {@code request}.
     *
     * <p>Errors: {@link IllegalArgumentException} for a message over {@code maxMessageBytes}.
     *
     * <p>Memory: one message and one fragment.
     */
    public Conversion<Message, Message> split() {
        return StepFlowable.conversion(() -> new SplitStep(fragmentBytes, maxMessageBytes));
    }

    /**
     * Joins fragments to messages of the type they had.
     *
     * <pre>
     * fragments  --[2|ab]--[2|cd]--[3|e]-------|
     * messages   ------------------"abcde"-----|
     * </pre>
     *
     * <p>Backpressure: honoured, counted in messages; the source is asked for one fragment at a time. Threading: on the thread
     * of the source.
     *
     * <p>Errors: {@link ConversionException} with 1003 for a text message, 1007 for a first byte that is not known, for a
     * message of two types, for a text that is not UTF-8 and for an end within a message, 1009 for a message over
     * {@code maxMessageBytes}, before more is allocated for it.
     *
     * <p>Memory: one fragment and one message, or what has come of it, with room for at most twice as much (for messages over
     * 4 MiB, 4 MiB more), and once more while it is handed over.
     */
    public Conversion<Message, Message> join() {
        return StepFlowable.conversion(() -> new JoinStep(maxMessageBytes));
    }
}
