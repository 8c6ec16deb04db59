package io.sluice.convert;

import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import org.jspecify.annotations.Nullable;

/** Splits messages into fragments. */
final class SplitStep implements Step<Message, Message> {

    private final int pieceBytes;
    private final int maxMessageBytes;
    private byte @Nullable [] payload;
    private int type;
    private int at;

    SplitStep(int fragmentBytes, int maxMessageBytes) {
        this.pieceBytes = fragmentBytes - 1;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void accept(Message message) {
        if (message.size() > maxMessageBytes) {
            throw new IllegalArgumentException("a message of " + message.size() + " bytes is over " + maxMessageBytes);
        }
        payload = message.bytes();
        type = message instanceof TextMessage ? Fragments.TEXT : 0;
        at = 0;
    }

    @Override
    public @Nullable Message next() {
        byte[] bytes = payload;
        if (bytes == null) {
            return null;
        }
        int length = Math.min(pieceBytes, bytes.length - at);
        byte[] fragment = new byte[1 + length];
        System.arraycopy(bytes, at, fragment, 1, length);
        at += length;
        boolean last = at == bytes.length;
        fragment[0] = (byte) (last ? type | Fragments.LAST : type);
        if (last) {
            payload = null;
        }
        return BinaryMessage.ofShared(fragment);
    }
}
