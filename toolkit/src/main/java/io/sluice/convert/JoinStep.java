package io.sluice.convert;

import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Joins fragments to messages. */
final class JoinStep implements Step<Message, Message> {

    private static final int NO_TYPE = -1;

    private final int maxMessageBytes;
    private Buffer gathered = Buffer.buffer();
    private int type = NO_TYPE;
    private @Nullable Message joined;
    private boolean noMore;

    JoinStep(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void accept(Message fragment) {
        byte[] bytes = Messages.requireBinary(fragment).bytes();
        boolean last = readHeader(bytes);
        int length = bytes.length - 1;
        if ((long) gathered.length() + length > maxMessageBytes) {
            throw ConversionException.tooLarge("a message in fragments", maxMessageBytes);
        }
        gathered.appendBytes(bytes, 1, length);
        if (last) {
            joined = type == Fragments.TEXT ? text(gathered.getBytes()) : BinaryMessage.ofShared(gathered.getBytes());
            gathered = Buffer.buffer();
            type = NO_TYPE;
        }
    }

    @Override
    public @Nullable Message next() {
        Message message = joined;
        joined = null;
        if (noMore && type != NO_TYPE) {
            throw ConversionException.malformed("the stream ends within a message in fragments");
        }
        return message;
    }

    @Override
    public void finish() {
        noMore = true;
    }

    /** Whether the message ends with this fragment. */
    private boolean readHeader(byte[] bytes) {
        int header = bytes.length == 0 ? NO_TYPE : bytes[0];
        if ((header & ~(Fragments.LAST | Fragments.TEXT)) != 0) {
            throw ConversionException.malformed("not a fragment");
        }
        int itsType = header & Fragments.TEXT;
        if (type != NO_TYPE && type != itsType) {
            throw ConversionException.malformed("a message in fragments of two types");
        }
        type = itsType;
        return (header & Fragments.LAST) != 0;
    }

    private static Message text(byte[] utf8) {
        try {
            return TextMessage.ofUtf8(utf8);
        } catch (CharacterCodingException notUtf8) {
            throw ConversionException.malformed("text is not UTF-8", notUtf8);
        }
    }
}
